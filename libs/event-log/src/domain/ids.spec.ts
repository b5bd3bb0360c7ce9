import { deriveId } from './ids.js';

describe('Derived ids', () => {
  it.each<readonly [parts: readonly (string | number)[], id: string]>([
    [['notice', 1], '4901568e-e201-5a5f-b6ae-ab5896166533'],
    [['ä„ß', 'xxx'], 'a7b8e957-6a8c-5c11-a9fd-138414d86f3c'],
    [['a,b'], '43f0f7ca-535b-5ccb-be18-7ad95ed1895d'],
    [['a', 'b'], '2cef8502-48b4-5a78-93b0-29db09104f7b'],
    [[], '4d899509-3e19-5158-a674-e3b9bf9eed20'],
  ])('of %j are for ever the same UUIDv5', (parts, id) => expect(deriveId(...parts)).toBe(id));
});
