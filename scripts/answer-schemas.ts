/**
 * Reads from the types what every route answers, and writes it as JSON Schemas for the API's description: interfaces are
 * gone when the server runs, so it cannot tell. Run by `npm run docs`.
 *
 * Usage: node scripts/answer-schemas.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A JSON Schema (2020-12), as OpenAPI 3.1 takes it. */
type Schema = Readonly<Record<string, unknown>>;

/** What the routes answer, by operation id, and the schemas that they refer to, by name. */
export interface Answers {
  readonly operations: Readonly<Record<string, Schema>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

export const ANSWERS_FILE = 'apps/server/src/answers.json';

const ROUTES = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete']);
/** Said by a decorator already, or no answer of the API. */
const TOLD = new Set(['ApiOkResponse', 'ApiCreatedResponse', 'ApiResponse']);
const EXCLUDED = 'ApiExcludeController';
/** The type of whatever can stand in JSON. */
const ANYTHING = 'Json';

const decoratorsOf = (node: ts.HasDecorators): readonly string[] =>
  (ts.getDecorators(node) ?? []).map(({ expression }) =>
    ts.isCallExpression(expression) ? expression.expression.getText() : expression.getText(),
  );

/** Turns types into schemas; what has a name of its own becomes a component. */
class SchemaWriter {
  readonly components = new Map<string, Schema>();
  private readonly named = new Map<string, ts.Symbol>();
  private readonly checker: ts.TypeChecker;
  private readonly root: string;

  constructor(checker: ts.TypeChecker, root: string) {
    this.checker = checker;
    this.root = root;
  }

  schemaOf(type: ts.Type): Schema {
    const name = this.nameOf(type);
    if (name === undefined) return this.expanded(type);
    if (name === ANYTHING) return {};
    if (!this.components.has(name)) {
      this.components.set(name, {});
      this.components.set(name, { ...this.description(type.aliasSymbol ?? type.symbol), ...this.expanded(type) });
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** `CaseView`, `CaseRowPage` for `Page<CaseRow>`; undefined for what is written down in place or belongs to the language. */
  private nameOf(type: ts.Type): string | undefined {
    const symbol = type.aliasSymbol ?? type.symbol;
    const declaration = symbol?.declarations?.[0];
    const isStructure = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Union | ts.TypeFlags.Intersection)) !== 0;
    if (!isStructure || !symbol || symbol.name.startsWith('__') || !declaration || !this.isOurs(declaration))
      return undefined;
    const parts = type.aliasSymbol ? (type.aliasTypeArguments ?? []) : this.argumentsOf(type);
    const names = parts.map((part) => this.nameOf(part));
    if (names.includes(undefined)) return undefined;
    const name = `${names.join('')}${symbol.name}`;
    const other = this.named.get(name);
    if (other && other !== symbol)
      throw new Error(`two types are called ${name}: ${declaration.getSourceFile().fileName}`);
    this.named.set(name, symbol);
    return name;
  }

  private argumentsOf(type: ts.Type): readonly ts.Type[] {
    const isReference = (type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference;
    return isReference ? this.checker.getTypeArguments(type as ts.TypeReference).filter((each) => !isThis(each)) : [];
  }

  private isOurs(node: ts.Node): boolean {
    const { fileName } = node.getSourceFile();
    return fileName.startsWith(this.root) && !fileName.includes('/node_modules/');
  }

  private expanded(type: ts.Type): Schema {
    if (type.isUnion()) return this.union(type.types);
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.isStringLiteral() || type.isNumberLiteral()) return { type: typeof type.value, const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral)
      return { type: 'boolean', const: this.checker.typeToString(type) === 'true' };
    if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (this.checker.isTupleType(type)) {
      const prefixItems = this.argumentsOf(type).map((each) => this.schemaOf(each));
      return { type: 'array', prefixItems, minItems: prefixItems.length, maxItems: prefixItems.length };
    }
    if (this.checker.isArrayType(type))
      return { type: 'array', items: this.schemaOf(this.argumentsOf(type)[0] as ts.Type) };
    if (type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.StringLike))
      return { type: 'string' };
    return this.object(type);
  }

  private object(type: ts.Type): Schema {
    const members = this.checker.getPropertiesOfType(type).filter(({ name }) => !name.startsWith('__'));
    const index = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const properties = members.map((member) => {
      const stated = this.checker.getNonNullableType(this.checker.getTypeOfSymbol(member));
      const whole = this.checker.getTypeOfSymbol(member);
      const schema = isOptional(member) && !hasNull(whole) ? this.schemaOf(stated) : this.schemaOf(whole);
      return [member.name, { ...this.description(member), ...schema }] as const;
    });
    const required = members.filter((member) => !isOptional(member)).map(({ name }) => name);
    return {
      type: 'object',
      ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
      ...(required.length > 0 && { required }),
      ...(index && { additionalProperties: this.schemaOf(index) }),
    };
  }

  private union(types: readonly ts.Type[]): Schema {
    const stated = types.filter((each) => !(each.flags & ts.TypeFlags.Undefined));
    const booleans = stated.filter((each) => each.flags & ts.TypeFlags.BooleanLiteral);
    const literals: readonly ts.Type[] = stated.filter((each) => each.isStringLiteral() || each.isNumberLiteral());
    const others = stated.filter(
      (each) => !literals.includes(each) && (booleans.length < 2 || !booleans.includes(each)),
    );
    const alternatives = [
      ...(literals.length > 0 ? [enumOf(literals as readonly ts.LiteralType[])] : []),
      ...(booleans.length === 2 ? [{ type: 'boolean' }] : []),
      ...others.map((each) => this.schemaOf(each)),
    ];
    return simplified([...new Map(alternatives.map((each) => [JSON.stringify(each), each])).values()]);
  }

  private description(symbol: ts.Symbol | undefined): Schema {
    const text = symbol
      ? ts.displayPartsToString(symbol.getDocumentationComment(this.checker)).replace(/\s*\n\s*/g, ' ')
      : '';
    return text === '' ? {} : { description: text };
  }
}

const isOptional = (member: ts.Symbol): boolean => (member.flags & ts.SymbolFlags.Optional) !== 0;
const isThis = (type: ts.Type): boolean => (type as { readonly isThisType?: boolean }).isThisType === true;
const hasNull = (type: ts.Type): boolean => type.isUnion() && type.types.some((each) => each.flags & ts.TypeFlags.Null);

/** The literals of one kind, strings or numbers. */
function enumOf(literals: readonly ts.LiteralType[]): Schema {
  const values = literals.map(({ value }) => value);
  return values.every((value) => typeof value === 'string') ? { type: 'string', enum: values } : { enum: values };
}

/** What may be null comes last; a simple type that may be null is one schema with two types. */
function simplified(alternatives: readonly Schema[]): Schema {
  const stated = alternatives.filter(({ type }) => type !== 'null');
  const [only, ...more] = stated;
  if (stated.length === alternatives.length) return only && more.length === 0 ? only : { anyOf: stated };
  if (!only || more.length > 0 || typeof only['type'] !== 'string') return { anyOf: [...stated, { type: 'null' }] };
  const values = only['enum'];
  return {
    ...only,
    type: [only['type'], 'null'],
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
  };
}

/** `Promise<Answer<T>>`, `Listing<T>` → T: what stands in the body. */
function bodyOf(checker: ts.TypeChecker, method: ts.MethodDeclaration): ts.Type {
  const signature = checker.getSignatureFromDeclaration(method);
  if (!signature) throw new Error(`${method.getText()} has no signature`);
  const unwrap = (type: ts.Type, wrapper: string): ts.Type =>
    type.symbol?.name === wrapper ? (checker.getTypeArguments(type as ts.TypeReference)[0] as ts.Type) : type;
  return unwrap(unwrap(unwrap(signature.getReturnType(), 'Promise'), 'Answer'), 'Listing');
}

/** Everything that the controllers of the server answer. */
export function answersOf(root: string): Answers {
  const file = join(root, 'apps', 'server', 'tsconfig.app.json');
  const config = ts.getParsedCommandLineOfConfigFile(
    file,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  );
  if (!config) throw new Error(`${file} cannot be read`);
  const program = ts.createProgram(config.fileNames, config.options);
  const checker = program.getTypeChecker();
  const writer = new SchemaWriter(checker, root);
  const operations = new Map<string, Schema>();
  const visit = (node: ts.Node): void => {
    if (!ts.isClassDeclaration(node) || !node.name) return;
    const decorators = decoratorsOf(node);
    if (!decorators.includes('Controller') || decorators.includes(EXCLUDED)) return;
    for (const method of node.members.filter(ts.isMethodDeclaration)) {
      const own = decoratorsOf(method);
      const body = bodyOf(checker, method);
      if (!own.some((each) => ROUTES.has(each)) || own.some((each) => TOLD.has(each))) continue;
      if (body.isClass() || body.flags & ts.TypeFlags.Void) continue;
      operations.set(`${node.name.text.replace(/Controller$/, '')}_${method.name.getText()}`, writer.schemaOf(body));
    }
  };
  for (const source of program.getSourceFiles()) if (!source.isDeclarationFile) ts.forEachChild(source, visit);
  return { operations: sorted(operations), schemas: sorted(writer.components) };
}

const sorted = (map: ReadonlyMap<string, Schema>): Readonly<Record<string, Schema>> =>
  Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));

function fail(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

if (import.meta.main) writeFileSync(ANSWERS_FILE, `${JSON.stringify(answersOf(process.cwd()), null, 2)}\n`);
