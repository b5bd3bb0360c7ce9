import { refusedPassword } from './password-rules.js';

const email = 'Anna.Meier@praxis.example';
const codeOf = (password: string): string | undefined => refusedPassword(password, email)?.code;

describe('a password', () => {
  test.each(['correct horse battery', 'grüner Tee um vier', 'kx81-vv02-hh77', '🦊🦉🦔🦦🐝🐢🐙🦋🐞🦕🐳🦩'])(
    'may be %s',
    (password) => {
      expect(codeOf(password)).toBeUndefined();
    },
  );
  test('has 12 characters, and they are counted as they are read', () => {
    expect(codeOf('kx81-vv02-h')).toBe('password-too-short');
    expect(codeOf('🦊🦉🦔🦦🐝🐢')).toBe('password-too-short');
    expect(codeOf('ab '.repeat(60))).toBe('password-too-long');
  });
  test('is measured in the one form that it is hashed in', () => {
    // Six ligatures are twelve letters once they are normalised.
    expect(codeOf('ﬁﬂﬀﬁxyqw3')).toBe(undefined);
  });
  test.each([
    'qwertyuiop12',
    'QWERTZUIOPAS',
    '123456789012',
    'zyxwvutsrqponm',
    'password1234',
    'PASSWORD!!!!2026',
    '2026-dragon-2026',
    'Administrator',
    'passwordpassword',
    'abababababab',
    'aaaaaaaabbbb',
  ])('is not one that is guessed first: %s', (password) => {
    expect(codeOf(password)).toBe('password-too-common');
  });
  test.each(['my-ART33-key-77', 'xx anna.meier yy', 'ANNA.MEIER-2026-k'])(
    'does not tell whose it is: %s',
    (password) => {
      expect(codeOf(password)).toBe('password-tells-whose');
    },
  );
  test('is not compared with an address of three letters', () => {
    expect(refusedPassword('the cat of ann is grey', 'ann@praxis.example')).toBeUndefined();
  });
});
