import { spec, type Instant } from '@art33/event-log';
import { scimGroupDecider, scimUserDecider } from './deciders.js';
import type { ScimGroupEvent, ScimUserEvent } from './events.js';
import type { ScimGroup } from './group.js';
import { userIn } from './user.js';

const at: Instant = '2026-10-24T10:00:00.000Z';
const own = { organisation: 'o', side: 'processor' } as const;
const foreign = { ...own, organisation: 'p' } as const;
const anna = userIn({ userName: 'anna@example.org' });
const named: ScimUserEvent = {
  type: 'ScimUserCreated',
  data: { ...own, userId: 'u', personId: 'anna', active: true, user: anna, at },
};
const user = { named, deleted: { type: 'ScimUserDeleted', data: { ...own, at } } as ScimUserEvent };

describe('a user of a directory', () => {
  const create = { ...own, type: 'create', userId: 'u', personId: 'anna', user: anna } as const;
  const put = { ...own, type: 'put', personId: 'anna', user: { ...anna, active: false } } as const;

  test('is named once', () => {
    spec(scimUserDecider).given([]).when(create, at).then([named]);
    spec(scimUserDecider).given([named]).when(create, at).thenRefused('scim-uniqueness');
    spec(scimUserDecider).given([named, user.deleted]).when(create, at).thenRefused('scim-uniqueness');
  });
  test('is changed where anything changes', () => {
    const data = { ...own, personId: 'anna', active: false, user: { ...anna, active: false }, at };
    spec(scimUserDecider)
      .given([named])
      .when(put, at)
      .then([{ type: 'ScimUserChanged', data }]);
    spec(scimUserDecider)
      .given([named])
      .when({ ...put, user: anna }, at)
      .then([]);
  });
  test('is changed only as it was read, where that is said', () => {
    spec(scimUserDecider)
      .given([named])
      .when({ ...put, version: 2 }, at)
      .thenRefused('scim-version');
    spec(scimUserDecider)
      .given([named])
      .when({ ...own, type: 'delete', version: 1 }, at)
      .then([user.deleted]);
  });
  test('is unknown to other directories, and when it is deleted', () => {
    spec(scimUserDecider)
      .given([named])
      .when({ ...put, ...foreign }, at)
      .thenRefused('scim-unknown');
    spec(scimUserDecider)
      .given([named])
      .when({ ...foreign, type: 'delete' }, at)
      .thenRefused('scim-unknown');
    spec(scimUserDecider).given([named, user.deleted]).when(put, at).thenRefused('scim-unknown');
    spec(scimUserDecider)
      .given([])
      .when({ ...own, type: 'delete' }, at)
      .thenRefused('scim-unknown');
  });
});

describe('a group of a directory', () => {
  const group: ScimGroup = { displayName: 'g', externalId: null, members: ['a', 'b'] };
  const created: readonly ScimGroupEvent[] = [
    { type: 'ScimGroupCreated', data: { ...own, groupId: 'g', displayName: 'g', externalId: null, at } },
    { type: 'ScimGroupMembersChanged', data: { ...own, added: ['a', 'b'], removed: [], at } },
  ];
  const put = { ...own, type: 'put', group } as const;

  test('is named with those in it', () => {
    const create = { ...own, type: 'create', groupId: 'g', group } as const;
    spec(scimGroupDecider).given([]).when(create, at).then(created);
    spec(scimGroupDecider).given(created).when(create, at).then([]);
  });
  test('tells who came and who went, and its name only where that changes', () => {
    const members: ScimGroupEvent = {
      type: 'ScimGroupMembersChanged',
      data: { ...own, added: ['c'], removed: ['a'], at },
    };
    const changed = { ...group, members: ['b', 'c'] };
    spec(scimGroupDecider)
      .given(created)
      .when({ ...put, group: changed }, at)
      .then([members]);
    const renamed: ScimGroupEvent = {
      type: 'ScimGroupRenamed',
      data: { ...own, displayName: 'h', externalId: 'k', at },
    };
    const other = { ...group, displayName: 'h', externalId: 'k' };
    spec(scimGroupDecider)
      .given(created)
      .when({ ...put, group: other }, at)
      .then([renamed]);
    spec(scimGroupDecider).given(created).when(put, at).then([]);
    spec(scimGroupDecider)
      .given([...created, members])
      .when({ ...put, group: changed }, at)
      .then([]);
  });
  test('is unknown to other directories, and when it is deleted', () => {
    const deleted: ScimGroupEvent = { type: 'ScimGroupDeleted', data: { ...own, at } };
    spec(scimGroupDecider)
      .given(created)
      .when({ ...own, type: 'delete' }, at)
      .then([deleted]);
    spec(scimGroupDecider)
      .given([...created, deleted])
      .when(put, at)
      .thenRefused('scim-unknown');
    spec(scimGroupDecider)
      .given(created)
      .when({ ...put, ...foreign }, at)
      .thenRefused('scim-unknown');
    spec(scimGroupDecider)
      .given(created)
      .when({ ...put, version: 1 }, at)
      .thenRefused('scim-version');
  });
});
