//! The tables.

use rusqlite::Connection;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL, delete_at INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS user_images (user_id TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS bots (user_id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL,
    expires_at INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS access_tokens (
    id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS preferences (
    user_id TEXT NOT NULL, category TEXT NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (user_id, category, name));
CREATE TABLE IF NOT EXISTS teams (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, delete_at INTEGER NOT NULL,
    data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS team_members (
    team_id TEXT NOT NULL, user_id TEXT NOT NULL, delete_at INTEGER NOT NULL,
    data TEXT NOT NULL, PRIMARY KEY (team_id, user_id));
CREATE TABLE IF NOT EXISTS channels (
    id TEXT PRIMARY KEY, team_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
    delete_at INTEGER NOT NULL, data TEXT NOT NULL, UNIQUE (team_id, name));
CREATE TABLE IF NOT EXISTS channel_members (
    channel_id TEXT NOT NULL, user_id TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (channel_id, user_id));
CREATE INDEX IF NOT EXISTS channel_members_user ON channel_members (user_id);
CREATE TABLE IF NOT EXISTS posts (
    id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, root_id TEXT NOT NULL,
    original_id TEXT NOT NULL, user_id TEXT NOT NULL, create_at INTEGER NOT NULL,
    update_at INTEGER NOT NULL, delete_at INTEGER NOT NULL, is_pinned INTEGER NOT NULL,
    message TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS posts_channel ON posts (channel_id, create_at);
CREATE INDEX IF NOT EXISTS posts_root ON posts (root_id, create_at);
CREATE INDEX IF NOT EXISTS posts_original ON posts (original_id);
CREATE TABLE IF NOT EXISTS reactions (
    post_id TEXT NOT NULL, user_id TEXT NOT NULL, emoji_name TEXT NOT NULL,
    create_at INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (post_id, user_id, emoji_name));
CREATE TABLE IF NOT EXISTS thread_members (
    thread_id TEXT NOT NULL, user_id TEXT NOT NULL, following INTEGER NOT NULL,
    last_viewed_at INTEGER NOT NULL, PRIMARY KEY (thread_id, user_id));
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, post_id TEXT NOT NULL, channel_id TEXT NOT NULL,
    create_at INTEGER NOT NULL, data TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, data TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS commands (
    id TEXT PRIMARY KEY, team_id TEXT NOT NULL, delete_at INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS plugin_key_values (
    plugin_id TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
    expire_at INTEGER NOT NULL, PRIMARY KEY (plugin_id, key));
CREATE TABLE IF NOT EXISTS user_groups (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS group_members (
    group_id TEXT NOT NULL, user_id TEXT NOT NULL, delete_at INTEGER NOT NULL,
    data TEXT NOT NULL, PRIMARY KEY (group_id, user_id));
CREATE TABLE IF NOT EXISTS sidebars (
    user_id TEXT NOT NULL, team_id TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (user_id, team_id));
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, data TEXT NOT NULL);
";

/// Makes the tables that are missing.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A crash of the machine may cost the last moments of a development database; the speed of
    // every write is worth more here.
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.execute_batch(TABLES)
}
