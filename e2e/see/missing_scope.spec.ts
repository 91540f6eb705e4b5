/** A Zoom app that lacks an optional scope: what is missing, and who can add it. */
import { expect, picture, test } from './test';

test.use({ withheldScopes: ['meeting:read:list_meetings'] });

test('the panel and the list name the scope, and show what does without', async ({ alice }) => {
    await alice.makeChannel('Scopes');
    await alice.startByCommand('Without the scope');

    await alice.togglePanel();

    await expect(alice.panel).toContainText('Without the scope');
    await expect(alice.panel).toContainText('meeting:read:list_meetings');
    await expect(alice.panel).toContainText('system admin');
    await picture(alice.page, 'panel-missing-scope');

    await alice.togglePanel();
    await alice.write('/zoom list');
    const list = alice.center.getByRole('article').filter({ hasText: 'Live in Scopes' });
    await expect(list).toContainText('meeting:read:list_meetings');
    await picture(alice.page, 'said-list-missing-scope');
});
