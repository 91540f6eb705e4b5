// Mattermost's own client library against the dev server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import client from '@mattermost/client';
import WebSocket from 'ws';

import { startDevServer } from './dev_server.js';

const { Client4, WebSocketClient } = client;

// The library looks for the browser's.
globalThis.WebSocket = WebSocket;

let server;
let alice;
let bob;
let admin;
let team;
let channel;
const sockets = [];

async function logIn(username) {
    const session = new Client4();
    session.setUrl(server.url);
    session.setUserAgent('node');
    const user = await session.login(username, server.passwords[username]);
    assert.equal(user.username, username);
    return session;
}

/** A connection with the browser's cookie, and a way to wait for the events that come in. */
function connect(session) {
    const headers = { Cookie: `MMAUTHTOKEN=${session.getToken()}` };
    const socket = new WebSocketClient({
        newWebSocketFn: (url) => new WebSocket(url, { headers }),
        minWebSocketRetryTime: 10,
        reconnectJitterRange: 10,
    });
    sockets.push(socket);
    // Only a client that could load everything anew tries to resume.
    let missed = 0;
    socket.addMissedMessageListener(() => (missed += 1));
    const seen = [];
    const waiting = new Set();
    socket.addMessageListener((message) => {
        seen.push(message);
        waiting.forEach((look) => look());
    });
    const waitFor = (event) =>
        new Promise((resolve) => {
            const look = () => {
                const found = seen.findIndex((message) => message.event === event);
                if (found >= 0) {
                    waiting.delete(look);
                    resolve(seen.splice(0, found + 1).at(-1));
                }
            };
            waiting.add(look);
            look();
        });
    socket.initialize(session.getWebSocketUrl(), session.getToken());
    return { socket, waitFor, missed: () => missed };
}

before(async () => {
    server = await startDevServer();
    [alice, bob, admin] = await Promise.all(['alice', 'bob', 'admin'].map(logIn));
    team = (await alice.getMyTeams())[0];
    channel = await alice.getChannelByName(team.id, 'town-square');
});

after(async () => {
    sockets.forEach((socket) => socket.close());
    await server.stop();
});

test('what a client loads at the start is there', async () => {
    assert.equal((await alice.getMe()).username, 'alice');
    assert.equal((await alice.getClientConfig()).SiteURL, server.url);
    assert.deepEqual(await alice.getClientLicenseOld(), { IsLicensed: 'false' });
    assert.equal((await alice.getMyTeamMembers())[0].team_id, team.id);
    const names = (await alice.getMyChannels(team.id)).map((one) => one.name);
    assert.deepEqual(names.sort(), ['off-topic', 'town-square']);
    assert.equal((await alice.getMyChannelMembers(team.id)).length, 2);
    assert.equal((await alice.getChannelCategories('me', team.id)).categories.length, 3);
    const roles = await alice.getRolesByNames(['channel_user', 'team_user']);
    assert.equal(roles.length, 2);
    assert.deepEqual(await alice.getWebappPlugins(), []);
    assert.equal((await alice.getMyPreferences()).length, 3);
});

test('posts and threads go to the other user', async () => {
    const { waitFor } = connect(bob);
    await waitFor('hello');
    const root = await alice.createPost({ channel_id: channel.id, message: 'hello @bob' });
    const posted = await waitFor('posted');
    assert.equal(JSON.parse(posted.data.post).id, root.id);
    assert.deepEqual(JSON.parse(posted.data.mentions), [(await bob.getMe()).id]);
    await bob.createPost({ channel_id: channel.id, message: 'hello', root_id: root.id });
    const thread = await alice.getPaginatedPostThread(root.id, { fetchThreads: true });
    assert.equal(thread.order.length, 2);
    const page = await alice.getPosts(channel.id, 0, 10, true, true, true);
    assert.equal(page.posts[root.id].reply_count, 1);
    await alice.patchPost({ id: root.id, message: 'hello there' });
    const edited = await waitFor('post_edited');
    assert.equal(JSON.parse(edited.data.post).message, 'hello there');
    await bob.addReaction((await bob.getMe()).id, root.id, '+1');
    assert.equal((await alice.getPost(root.id)).metadata.reactions.length, 1);
    await alice.deletePost(root.id);
    await waitFor('post_deleted');
    await assert.rejects(alice.getPost(root.id), { status_code: 404 });
});

test('a connection that is cut catches up by itself', async () => {
    const { socket, waitFor, missed } = connect(alice);
    await waitFor('hello');
    await bob.createPost({ channel_id: channel.id, message: 'before the cut' });
    await waitFor('posted');
    const again = new Promise((resolve) => socket.addReconnectListener(resolve));
    socket.conn.terminate();
    await bob.createPost({ channel_id: channel.id, message: 'during the cut' });
    await again;
    await bob.createPost({ channel_id: channel.id, message: 'after the cut' });
    for (const wanted of ['during the cut', 'after the cut']) {
        assert.equal(JSON.parse((await waitFor('posted')).data.post).message, wanted);
    }
    assert.equal(missed(), 0);
});

test('commands are suggested and carried out', async () => {
    const found = await alice.getCommandAutocompleteSuggestionsList('/aw', team.id, {
        channel_id: channel.id,
        team_id: team.id,
    });
    assert.equal(found[0].Complete, 'away');
    const args = { channel_id: channel.id, team_id: team.id };
    assert.equal((await alice.executeCommand('/shrug', args)).response_type, 'in_channel');
    await assert.rejects(alice.executeCommand('/nosuch', args), {
        server_error_id: 'api.command.execute_command.not_found.app_error',
    });
});

test('channels of every kind are made', async () => {
    const ids = await Promise.all([alice, bob, admin].map(async (one) => (await one.getMe()).id));
    const direct = await alice.createDirectChannel(ids.slice(0, 2));
    assert.equal(direct.type, 'D');
    assert.equal((await alice.createGroupChannel(ids)).type, 'G');
    const side = { team_id: team.id, name: 'side', display_name: 'Side', type: 'P' };
    const made = await alice.createChannel(side);
    await assert.rejects(bob.getChannel(made.id), { status_code: 403 });
    await alice.addToChannel(ids[1], made.id);
    assert.equal((await bob.getChannel(made.id)).display_name, 'Side');
    assert.equal((await alice.getChannelStats(made.id)).member_count, 2);
});

test('what is missing says so', async () => {
    await assert.rejects(alice.getSamlCertificateStatus(), {
        status_code: 501,
        message: /not implemented in the dev server/,
    });
});

test('an admin reads the configuration, a user does not', async () => {
    assert.equal((await admin.getConfig()).PluginSettings.Enable, true);
    await assert.rejects(alice.getConfig(), { status_code: 403 });
    const { active, inactive } = await admin.getPlugins();
    assert.deepEqual([active, inactive], [[], []]);
});
