/** What can happen to the state. The types are Mattermost's names: plugins may listen for them. */
import type {
    Channel,
    ChannelMembership,
    CustomSetting,
    DialogRequest,
    Modal,
    PluginComponent,
    PluginPostType,
    PluginUserSettings,
    Post,
    Preference,
    Team,
    UserProfile,
} from './state';

export type Action =
    | { type: 'RECEIVED_ME'; data: UserProfile }
    | { type: 'CLIENT_CONFIG_RECEIVED'; data: Record<string, string> }
    | { type: 'RECEIVED_TEAMS_LIST'; data: Team[] }
    | { type: 'SELECT_TEAM'; data: string }
    | { type: 'RECEIVED_CHANNELS'; data: Channel[] }
    | { type: 'RECEIVED_MY_CHANNEL_MEMBERS'; data: ChannelMembership[] }
    | { type: 'LEAVE_CHANNEL'; data: string }
    | { type: 'SELECT_CHANNEL'; data: string }
    | { type: 'RECEIVED_PROFILES_LIST'; data: UserProfile[] }
    | { type: 'RECEIVED_PREFERENCES'; data: Preference[] }
    | { type: 'RECEIVED_POSTS'; channelId: string; data: Post[]; whole: boolean }
    | { type: 'RECEIVED_NEW_POST'; data: Post }
    | { type: 'RECEIVED_POST'; data: Post }
    | { type: 'POST_DELETED'; data: Post }
    | { type: 'SELECT_POST'; postId: string; channelId: string; timestamp: number }
    | { type: 'UPDATE_RHS_STATE'; state: string | null; pluggableId?: string }
    | { type: 'TOGGLE_LHS' }
    | { type: 'RECEIVED_DIALOG'; data: DialogRequest | '' }
    | { type: 'RECEIVED_DIALOG_TRIGGER_ID'; data: string }
    | { type: 'WEBSOCKET_SUCCESS'; connectionId: string; timestamp: number }
    | { type: 'WEBSOCKET_FAILURE'; timestamp: number }
    | { type: 'RECEIVED_WEBAPP_PLUGIN'; data: { id: string } }
    | { type: 'REMOVED_WEBAPP_PLUGIN'; data: { id: string } }
    | { type: 'RECEIVED_PLUGIN_COMPONENT'; name: string; data: PluginComponent }
    | { type: 'REMOVED_PLUGIN_COMPONENT'; id: string }
    | { type: 'RECEIVED_PLUGIN_POST_COMPONENT'; data: PluginPostType }
    | { type: 'REMOVED_PLUGIN_POST_COMPONENT'; id: string }
    | {
          type: 'RECEIVED_ADMIN_CONSOLE_CUSTOM_COMPONENT';
          data: CustomSetting & { pluginId: string };
      }
    | {
          type: 'RECEIVED_ADMIN_CONSOLE_CUSTOM_SECTION';
          data: Omit<CustomSetting, 'options'> & { pluginId: string };
      }
    | {
          type: 'RECEIVED_PLUGIN_USER_SETTINGS';
          data: { pluginId: string; setting: PluginUserSettings };
      }
    | ({ type: 'MODAL_OPEN'; modalId: string } & Omit<Modal, 'open'>)
    | { type: 'MODAL_CLOSE'; modalId: string }
    | { type: 'SHOW_PROFILE'; userId: string }
    | { type: 'SHOW_SETTINGS'; tab: string }
    | {
          type: 'RECEIVED_TRANSLATIONS';
          data: { locale: string; translations: Record<string, string> };
      };
