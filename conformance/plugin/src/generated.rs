// Written by conformance/gen; do not edit.

use std::sync::Arc;

use mattermost_plugin::{Api, Driver, Plugin, model};
use serde_json::Value;

use crate::State;
use crate::typed::{Typed, arg, fields, object, outcome};

fields!(model::DriverNamedValue {
    name: "Name",
    ordinal: "Ordinal",
    value: "Value",
});

fields!(model::DriverTxOptions {
    isolation: "Isolation",
    read_only: "ReadOnly",
});

fields!(model::LogLevel {
    id: "ID",
    name: "Name",
    stacktrace: "Stacktrace",
    color: "Color",
});

fields!(model::AccessControlSettings {
    enable_attribute_based_access_control: "EnableAttributeBasedAccessControl",
    enable_user_managed_attributes: "EnableUserManagedAttributes",
});

fields!(model::AdditionalContentFlaggingSettings {
    reasons: "Reasons",
    reporter_comment_required: "ReporterCommentRequired",
    reviewer_comment_required: "ReviewerCommentRequired",
    hide_flagged_content: "HideFlaggedContent",
});

fields!(model::AgentsProviderSettings {
    llm_service_id: "LLMServiceID",
});

fields!(model::AnalyticsSettings {
    max_users_for_statistics: "MaxUsersForStatistics",
});

fields!(model::AnnouncementSettings {
    enable_banner: "EnableBanner",
    banner_text: "BannerText",
    banner_color: "BannerColor",
    banner_text_color: "BannerTextColor",
    allow_banner_dismissal: "AllowBannerDismissal",
    admin_notices_enabled: "AdminNoticesEnabled",
    user_notices_enabled: "UserNoticesEnabled",
    notices_url: "NoticesURL",
    notices_fetch_frequency: "NoticesFetchFrequency",
    notices_skip_cache: "NoticesSkipCache",
});

fields!(model::AppError {
    id: "Id",
    message: "Message",
    detailed_error: "DetailedError",
    request_id: "RequestId",
    status_code: "StatusCode",
    where_: "Where",
    skip_translation: "SkipTranslation",
});

fields!(model::AuditEventActor {
    user_id: "UserId",
    session_id: "SessionId",
    client: "Client",
    ip_address: "IpAddress",
    x_forwarded_for: "XForwardedFor",
});

fields!(model::AuditEventData {
    parameters: "Parameters",
    prior_state: "PriorState",
    result_state: "ResultState",
    object_type: "ObjectType",
});

fields!(model::AuditEventError {
    description: "Description",
    code: "Code",
});

fields!(model::AuditRecord {
    event_name: "EventName",
    status: "Status",
    event_data: "EventData",
    actor: "Actor",
    meta: "Meta",
    error: "Error",
});

fields!(model::AutoTranslationSettings {
    enable: "Enable",
    restrict_dm_and_gm: "RestrictDMAndGM",
    provider: "Provider",
    target_languages: "TargetLanguages",
    workers: "Workers",
    timeout_ms: "TimeoutMs",
    libre_translate: "LibreTranslate",
    agents: "Agents",
});

fields!(model::AutocompleteArg {
    name: "Name",
    help_text: "HelpText",
    type_: "Type",
    required: "Required",
    data: "Data",
});

fields!(model::AutocompleteData {
    trigger: "Trigger",
    hint: "Hint",
    help_text: "HelpText",
    role_id: "RoleID",
    arguments: "Arguments",
    sub_commands: "SubCommands",
});

fields!(model::AutocompleteDynamicListArg {
    fetch_url: "FetchURL",
});

fields!(model::AutocompleteListItem {
    item: "Item",
    hint: "Hint",
    help_text: "HelpText",
});

fields!(model::AutocompleteStaticListArg {
    possible_arguments: "PossibleArguments",
});

fields!(model::AutocompleteTextArg {
    hint: "Hint",
    pattern: "Pattern",
});

fields!(model::Bot {
    user_id: "UserId",
    username: "Username",
    display_name: "DisplayName",
    description: "Description",
    owner_id: "OwnerId",
    last_icon_update: "LastIconUpdate",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
});

fields!(model::BotGetOptions {
    owner_id: "OwnerId",
    include_deleted: "IncludeDeleted",
    only_orphaned: "OnlyOrphaned",
    page: "Page",
    per_page: "PerPage",
});

fields!(model::BotPatch {
    username: "Username",
    display_name: "DisplayName",
    description: "Description",
});

fields!(model::CacheSettings {
    cache_type: "CacheType",
    redis_address: "RedisAddress",
    redis_password: "RedisPassword",
    redis_db: "RedisDB",
    redis_cache_prefix: "RedisCachePrefix",
    disable_client_cache: "DisableClientCache",
});

fields!(model::Channel {
    id: "Id",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
    team_id: "TeamId",
    type_: "Type",
    display_name: "DisplayName",
    name: "Name",
    header: "Header",
    purpose: "Purpose",
    last_post_at: "LastPostAt",
    total_msg_count: "TotalMsgCount",
    extra_update_at: "ExtraUpdateAt",
    creator_id: "CreatorId",
    scheme_id: "SchemeId",
    props: "Props",
    group_constrained: "GroupConstrained",
    auto_translation: "AutoTranslation",
    shared: "Shared",
    total_msg_count_root: "TotalMsgCountRoot",
    policy_id: "PolicyID",
    last_root_post_at: "LastRootPostAt",
    banner_info: "BannerInfo",
    policy_enforced: "PolicyEnforced",
    policy_is_active: "PolicyIsActive",
    default_category_name: "DefaultCategoryName",
});

fields!(model::ChannelBannerInfo {
    enabled: "Enabled",
    text: "Text",
    background_color: "BackgroundColor",
});

fields!(model::ChannelMember {
    channel_id: "ChannelId",
    user_id: "UserId",
    roles: "Roles",
    last_viewed_at: "LastViewedAt",
    msg_count: "MsgCount",
    mention_count: "MentionCount",
    mention_count_root: "MentionCountRoot",
    urgent_mention_count: "UrgentMentionCount",
    msg_count_root: "MsgCountRoot",
    notify_props: "NotifyProps",
    last_update_at: "LastUpdateAt",
    scheme_guest: "SchemeGuest",
    scheme_user: "SchemeUser",
    scheme_admin: "SchemeAdmin",
    explicit_roles: "ExplicitRoles",
    auto_translation_disabled: "AutoTranslationDisabled",
});

fields!(model::ChannelMemberIdentifier {
    channel_id: "ChannelId",
    user_id: "UserId",
});

fields!(model::ChannelStats {
    channel_id: "ChannelId",
    member_count: "MemberCount",
    guest_count: "GuestCount",
    pinned_post_count: "PinnedPostCount",
    files_count: "FilesCount",
});

fields!(model::ClientRequirements {
    android_latest_version: "AndroidLatestVersion",
    android_min_version: "AndroidMinVersion",
    ios_latest_version: "IosLatestVersion",
    ios_min_version: "IosMinVersion",
});

fields!(model::CloudSettings {
    cwsurl: "CWSURL",
    cwsapiurl: "CWSAPIURL",
    cws_mock: "CWSMock",
    disable: "Disable",
    preview_modal_bucket_url: "PreviewModalBucketURL",
});

fields!(model::ClusterSettings {
    enable: "Enable",
    cluster_name: "ClusterName",
    override_hostname: "OverrideHostname",
    network_interface: "NetworkInterface",
    bind_address: "BindAddress",
    advertise_address: "AdvertiseAddress",
    use_ip_address: "UseIPAddress",
    enable_gossip_compression: "EnableGossipCompression",
    enable_experimental_gossip_encryption: "EnableExperimentalGossipEncryption",
    enable_gossip_encryption: "EnableGossipEncryption",
    read_only_config: "ReadOnlyConfig",
    gossip_port: "GossipPort",
});

fields!(model::Command {
    id: "Id",
    token: "Token",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
    creator_id: "CreatorId",
    team_id: "TeamId",
    trigger: "Trigger",
    method: "Method",
    username: "Username",
    icon_url: "IconURL",
    auto_complete: "AutoComplete",
    auto_complete_desc: "AutoCompleteDesc",
    auto_complete_hint: "AutoCompleteHint",
    display_name: "DisplayName",
    description: "Description",
    url: "URL",
    plugin_id: "PluginId",
    autocomplete_data: "AutocompleteData",
    autocomplete_icon_data: "AutocompleteIconData",
});

fields!(model::CommandArgs {
    user_id: "UserId",
    channel_id: "ChannelId",
    team_id: "TeamId",
    root_id: "RootId",
    parent_id: "ParentId",
    trigger_id: "TriggerId",
    command: "Command",
    site_url: "SiteURL",
    user_mentions: "UserMentions",
    channel_mentions: "ChannelMentions",
});

fields!(model::CommandResponse {
    response_type: "ResponseType",
    text: "Text",
    username: "Username",
    channel_id: "ChannelId",
    icon_url: "IconURL",
    type_: "Type",
    props: "Props",
    goto_location: "GotoLocation",
    trigger_id: "TriggerId",
    skip_slack_parsing: "SkipSlackParsing",
    attachments: "Attachments",
    extra_responses: "ExtraResponses",
});

fields!(model::ComplianceSettings {
    enable: "Enable",
    directory: "Directory",
    enable_daily: "EnableDaily",
    batch_size: "BatchSize",
});

fields!(model::Config {
    service_settings: "ServiceSettings",
    team_settings: "TeamSettings",
    client_requirements: "ClientRequirements",
    sql_settings: "SqlSettings",
    log_settings: "LogSettings",
    experimental_audit_settings: "ExperimentalAuditSettings",
    password_settings: "PasswordSettings",
    file_settings: "FileSettings",
    email_settings: "EmailSettings",
    rate_limit_settings: "RateLimitSettings",
    privacy_settings: "PrivacySettings",
    support_settings: "SupportSettings",
    announcement_settings: "AnnouncementSettings",
    theme_settings: "ThemeSettings",
    git_lab_settings: "GitLabSettings",
    google_settings: "GoogleSettings",
    office365_settings: "Office365Settings",
    open_id_settings: "OpenIdSettings",
    ldap_settings: "LdapSettings",
    compliance_settings: "ComplianceSettings",
    localization_settings: "LocalizationSettings",
    saml_settings: "SamlSettings",
    native_app_settings: "NativeAppSettings",
    intune_settings: "IntuneSettings",
    cache_settings: "CacheSettings",
    cluster_settings: "ClusterSettings",
    metrics_settings: "MetricsSettings",
    experimental_settings: "ExperimentalSettings",
    analytics_settings: "AnalyticsSettings",
    elasticsearch_settings: "ElasticsearchSettings",
    data_retention_settings: "DataRetentionSettings",
    message_export_settings: "MessageExportSettings",
    job_settings: "JobSettings",
    plugin_settings: "PluginSettings",
    display_settings: "DisplaySettings",
    guest_accounts_settings: "GuestAccountsSettings",
    image_proxy_settings: "ImageProxySettings",
    cloud_settings: "CloudSettings",
    feature_flags: "FeatureFlags",
    import_settings: "ImportSettings",
    export_settings: "ExportSettings",
    wrangler_settings: "WranglerSettings",
    connected_workspaces_settings: "ConnectedWorkspacesSettings",
    access_control_settings: "AccessControlSettings",
    content_flagging_settings: "ContentFlaggingSettings",
    auto_translation_settings: "AutoTranslationSettings",
});

fields!(model::ConnectedWorkspacesSettings {
    enable_shared_channels: "EnableSharedChannels",
    enable_remote_cluster_service: "EnableRemoteClusterService",
    disable_shared_channels_status_sync: "DisableSharedChannelsStatusSync",
    sync_users_on_connection_open: "SyncUsersOnConnectionOpen",
    global_user_sync_batch_size: "GlobalUserSyncBatchSize",
    max_posts_per_sync: "MaxPostsPerSync",
    member_sync_batch_size: "MemberSyncBatchSize",
});

fields!(model::ContentFlaggingNotificationSettings {
    event_target_mapping: "EventTargetMapping",
});

fields!(model::ContentFlaggingSettings {
    content_flagging_settings_base: "ContentFlaggingSettingsBase",
    reviewer_settings: "ReviewerSettings",
});

fields!(model::ContentFlaggingSettingsBase {
    enable_content_flagging: "EnableContentFlagging",
    notification_settings: "NotificationSettings",
    additional_settings: "AdditionalSettings",
});

fields!(model::CreateDefaultMembershipParams {
    since: "Since",
    re_add_removed_members: "ReAddRemovedMembers",
    scoped_user_id: "ScopedUserID",
    scoped_team_id: "ScopedTeamID",
    scoped_channel_id: "ScopedChannelID",
});

fields!(model::CustomStatus {
    emoji: "Emoji",
    text: "Text",
    duration: "Duration",
    expires_at: "ExpiresAt",
});

fields!(model::Customer {
    id: "Id",
    name: "Name",
    email: "Email",
    company: "Company",
});

fields!(model::DataRetentionSettings {
    enable_message_deletion: "EnableMessageDeletion",
    enable_file_deletion: "EnableFileDeletion",
    enable_boards_deletion: "EnableBoardsDeletion",
    message_retention_days: "MessageRetentionDays",
    message_retention_hours: "MessageRetentionHours",
    file_retention_days: "FileRetentionDays",
    file_retention_hours: "FileRetentionHours",
    boards_retention_days: "BoardsRetentionDays",
    deletion_job_start_time: "DeletionJobStartTime",
    batch_size: "BatchSize",
    time_between_batches_milliseconds: "TimeBetweenBatchesMilliseconds",
    retention_ids_batch_size: "RetentionIdsBatchSize",
    preserve_pinned_posts: "PreservePinnedPosts",
});

fields!(model::Dialog {
    callback_id: "CallbackId",
    title: "Title",
    introduction_text: "IntroductionText",
    icon_url: "IconURL",
    elements: "Elements",
    submit_label: "SubmitLabel",
    notify_on_cancel: "NotifyOnCancel",
    state: "State",
    source_url: "SourceURL",
});

fields!(model::DialogDateTimeConfig {
    time_interval: "TimeInterval",
    location_timezone: "LocationTimezone",
    allow_manual_time_entry: "AllowManualTimeEntry",
});

fields!(model::DialogElement {
    display_name: "DisplayName",
    name: "Name",
    type_: "Type",
    sub_type: "SubType",
    default: "Default",
    placeholder: "Placeholder",
    help_text: "HelpText",
    optional: "Optional",
    min_length: "MinLength",
    max_length: "MaxLength",
    data_source: "DataSource",
    data_source_url: "DataSourceURL",
    options: "Options",
    multi_select: "MultiSelect",
    refresh: "Refresh",
    date_time_config: "DateTimeConfig",
    min_date: "MinDate",
    max_date: "MaxDate",
    time_interval: "TimeInterval",
});

fields!(model::DisplaySettings {
    custom_url_schemes: "CustomURLSchemes",
    max_markdown_nodes: "MaxMarkdownNodes",
});

fields!(model::ElasticsearchSettings {
    connection_url: "ConnectionURL",
    backend: "Backend",
    username: "Username",
    password: "Password",
    enable_indexing: "EnableIndexing",
    enable_searching: "EnableSearching",
    enable_cjk_analyzers: "EnableCJKAnalyzers",
    enable_autocomplete: "EnableAutocomplete",
    sniff: "Sniff",
    post_index_replicas: "PostIndexReplicas",
    post_index_shards: "PostIndexShards",
    channel_index_replicas: "ChannelIndexReplicas",
    channel_index_shards: "ChannelIndexShards",
    user_index_replicas: "UserIndexReplicas",
    user_index_shards: "UserIndexShards",
    aggregate_posts_after_days: "AggregatePostsAfterDays",
    posts_aggregator_job_start_time: "PostsAggregatorJobStartTime",
    index_prefix: "IndexPrefix",
    global_search_prefix: "GlobalSearchPrefix",
    live_indexing_batch_size: "LiveIndexingBatchSize",
    bulk_indexing_time_window_seconds: "BulkIndexingTimeWindowSeconds",
    batch_size: "BatchSize",
    request_timeout_seconds: "RequestTimeoutSeconds",
    skip_tls_verification: "SkipTLSVerification",
    ca: "CA",
    client_cert: "ClientCert",
    client_key: "ClientKey",
    trace: "Trace",
    ignored_purge_indexes: "IgnoredPurgeIndexes",
    enable_search_public_channels_without_membership: "EnableSearchPublicChannelsWithoutMembership",
});

fields!(model::EmailNotification {
    post_id: "PostId",
    channel_id: "ChannelId",
    team_id: "TeamId",
    sender_id: "SenderId",
    sender_display_name: "SenderDisplayName",
    recipient_id: "RecipientId",
    root_id: "RootId",
    channel_type: "ChannelType",
    channel_name: "ChannelName",
    team_name: "TeamName",
    sender_username: "SenderUsername",
    is_direct_message: "IsDirectMessage",
    is_group_message: "IsGroupMessage",
    is_thread_reply: "IsThreadReply",
    is_crt_enabled: "IsCRTEnabled",
    use_military_time: "UseMilitaryTime",
    email_notification_content: "EmailNotificationContent",
});

fields!(model::EmailNotificationContent {
    subject: "Subject",
    title: "Title",
    sub_title: "SubTitle",
    message_html: "MessageHTML",
    message_text: "MessageText",
    button_text: "ButtonText",
    button_url: "ButtonURL",
    footer_text: "FooterText",
});

fields!(model::EmailSettings {
    enable_sign_up_with_email: "EnableSignUpWithEmail",
    enable_sign_in_with_email: "EnableSignInWithEmail",
    enable_sign_in_with_username: "EnableSignInWithUsername",
    send_email_notifications: "SendEmailNotifications",
    use_channel_in_email_notifications: "UseChannelInEmailNotifications",
    require_email_verification: "RequireEmailVerification",
    feedback_name: "FeedbackName",
    feedback_email: "FeedbackEmail",
    reply_to_address: "ReplyToAddress",
    feedback_organization: "FeedbackOrganization",
    enable_smtp_auth: "EnableSMTPAuth",
    smtp_username: "SMTPUsername",
    smtp_password: "SMTPPassword",
    smtp_server: "SMTPServer",
    smtp_port: "SMTPPort",
    smtp_server_timeout: "SMTPServerTimeout",
    connection_security: "ConnectionSecurity",
    send_push_notifications: "SendPushNotifications",
    push_notification_server: "PushNotificationServer",
    push_notification_contents: "PushNotificationContents",
    push_notification_buffer: "PushNotificationBuffer",
    enable_email_batching: "EnableEmailBatching",
    email_batching_buffer_size: "EmailBatchingBufferSize",
    email_batching_interval: "EmailBatchingInterval",
    enable_preview_mode_banner: "EnablePreviewModeBanner",
    skip_server_certificate_verification: "SkipServerCertificateVerification",
    email_notification_contents_type: "EmailNotificationContentsType",
    login_button_color: "LoginButtonColor",
    login_button_border_color: "LoginButtonBorderColor",
    login_button_text_color: "LoginButtonTextColor",
});

fields!(model::Emoji {
    id: "Id",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
    creator_id: "CreatorId",
    name: "Name",
});

fields!(model::ExperimentalAuditSettings {
    file_enabled: "FileEnabled",
    file_name: "FileName",
    advanced_logging_json: "AdvancedLoggingJSON",
    certificate: "Certificate",
});

fields!(model::ExperimentalSettings {
    client_side_cert_enable: "ClientSideCertEnable",
    link_metadata_timeout_milliseconds: "LinkMetadataTimeoutMilliseconds",
    restrict_system_admin: "RestrictSystemAdmin",
    enable_shared_channels: "EnableSharedChannels",
    enable_remote_cluster_service: "EnableRemoteClusterService",
    disable_app_bar: "DisableAppBar",
    disable_refetching_on_browser_focus: "DisableRefetchingOnBrowserFocus",
    delay_channel_autocomplete: "DelayChannelAutocomplete",
    disable_wake_up_reconnect_handler: "DisableWakeUpReconnectHandler",
    users_status_and_profile_fetching_poll_interval_milliseconds: "UsersStatusAndProfileFetchingPollIntervalMilliseconds",
    youtube_referrer_policy: "YoutubeReferrerPolicy",
    experimental_channel_category_sorting: "ExperimentalChannelCategorySorting",
});

fields!(model::ExportSettings {
    directory: "Directory",
    retention_days: "RetentionDays",
});

fields!(model::FeatureFlags {
    test_feature: "TestFeature",
    test_bool_feature: "TestBoolFeature",
    enable_remote_cluster_service: "EnableRemoteClusterService",
    enable_shared_channels_d_ms: "EnableSharedChannelsDMs",
    enable_shared_channels_plugins: "EnableSharedChannelsPlugins",
    enable_shared_channels_member_sync: "EnableSharedChannelsMemberSync",
    enable_sync_all_users_for_remote_cluster: "EnableSyncAllUsersForRemoteCluster",
    apps_enabled: "AppsEnabled",
    permalink_previews: "PermalinkPreviews",
    normalize_ldap_d_ns: "NormalizeLdapDNs",
    wysiwyg_editor: "WysiwygEditor",
    onboarding_tour_tips: "OnboardingTourTips",
    deprecate_cloud_free: "DeprecateCloudFree",
    enable_export_direct_download: "EnableExportDirectDownload",
    move_threads_enabled: "MoveThreadsEnabled",
    streamlined_marketplace: "StreamlinedMarketplace",
    cloud_ip_filtering: "CloudIPFiltering",
    consume_post_hook: "ConsumePostHook",
    cloud_annual_renewals: "CloudAnnualRenewals",
    cloud_dedicated_export_ui: "CloudDedicatedExportUI",
    channel_bookmarks: "ChannelBookmarks",
    web_socket_event_scope: "WebSocketEventScope",
    notification_monitoring: "NotificationMonitoring",
    experimental_audit_settings_system_console_ui: "ExperimentalAuditSettingsSystemConsoleUI",
    custom_profile_attributes: "CustomProfileAttributes",
    attribute_based_access_control: "AttributeBasedAccessControl",
    content_flagging: "ContentFlagging",
    interactive_dialog_apps_form: "InteractiveDialogAppsForm",
    enable_mattermost_entry: "EnableMattermostEntry",
    mobile_sso_code_exchange: "MobileSSOCodeExchange",
    auto_translation: "AutoTranslation",
    burn_on_read: "BurnOnRead",
    enable_ai_plugin_bridge: "EnableAIPluginBridge",
    enable_ai_recaps: "EnableAIRecaps",
    cjk_search: "CJKSearch",
});

fields!(model::Features {
    users: "Users",
    ldap: "LDAP",
    ldap_groups: "LDAPGroups",
    mfa: "MFA",
    google_oauth: "GoogleOAuth",
    office365_oauth: "Office365OAuth",
    open_id: "OpenId",
    compliance: "Compliance",
    cluster: "Cluster",
    metrics: "Metrics",
    mhpns: "MHPNS",
    saml: "SAML",
    elasticsearch: "Elasticsearch",
    announcement: "Announcement",
    theme_management: "ThemeManagement",
    email_notification_contents: "EmailNotificationContents",
    data_retention: "DataRetention",
    message_export: "MessageExport",
    custom_permissions_schemes: "CustomPermissionsSchemes",
    custom_terms_of_service: "CustomTermsOfService",
    guest_accounts: "GuestAccounts",
    guest_accounts_permissions: "GuestAccountsPermissions",
    id_loaded_push_notifications: "IDLoadedPushNotifications",
    lock_teammate_name_display: "LockTeammateNameDisplay",
    enterprise_plugins: "EnterprisePlugins",
    advanced_logging: "AdvancedLogging",
    cloud: "Cloud",
    shared_channels: "SharedChannels",
    remote_cluster_service: "RemoteClusterService",
    outgoing_oauth_connections: "OutgoingOAuthConnections",
    auto_translation: "AutoTranslation",
    future_features: "FutureFeatures",
});

fields!(model::FileData {
    filename: "Filename",
    body: "Body",
});

fields!(model::FileInfo {
    id: "Id",
    creator_id: "CreatorId",
    post_id: "PostId",
    channel_id: "ChannelId",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
    path: "Path",
    thumbnail_path: "ThumbnailPath",
    preview_path: "PreviewPath",
    name: "Name",
    extension: "Extension",
    size: "Size",
    mime_type: "MimeType",
    width: "Width",
    height: "Height",
    has_preview_image: "HasPreviewImage",
    mini_preview: "MiniPreview",
    content: "Content",
    remote_id: "RemoteId",
    archived: "Archived",
});

fields!(model::FileSettings {
    enable_file_attachments: "EnableFileAttachments",
    enable_mobile_upload: "EnableMobileUpload",
    enable_mobile_download: "EnableMobileDownload",
    max_file_size: "MaxFileSize",
    max_image_resolution: "MaxImageResolution",
    max_image_decoder_concurrency: "MaxImageDecoderConcurrency",
    driver_name: "DriverName",
    directory: "Directory",
    enable_public_link: "EnablePublicLink",
    extract_content: "ExtractContent",
    archive_recursion: "ArchiveRecursion",
    public_link_salt: "PublicLinkSalt",
    initial_font: "InitialFont",
    amazon_s3_access_key_id: "AmazonS3AccessKeyId",
    amazon_s3_secret_access_key: "AmazonS3SecretAccessKey",
    amazon_s3_bucket: "AmazonS3Bucket",
    amazon_s3_path_prefix: "AmazonS3PathPrefix",
    amazon_s3_region: "AmazonS3Region",
    amazon_s3_endpoint: "AmazonS3Endpoint",
    amazon_s3_ssl: "AmazonS3SSL",
    amazon_s3_sign_v2: "AmazonS3SignV2",
    amazon_s3_sse: "AmazonS3SSE",
    amazon_s3_trace: "AmazonS3Trace",
    amazon_s3_request_timeout_milliseconds: "AmazonS3RequestTimeoutMilliseconds",
    amazon_s3_upload_part_size_bytes: "AmazonS3UploadPartSizeBytes",
    amazon_s3_storage_class: "AmazonS3StorageClass",
    dedicated_export_store: "DedicatedExportStore",
    export_driver_name: "ExportDriverName",
    export_directory: "ExportDirectory",
    export_amazon_s3_access_key_id: "ExportAmazonS3AccessKeyId",
    export_amazon_s3_secret_access_key: "ExportAmazonS3SecretAccessKey",
    export_amazon_s3_bucket: "ExportAmazonS3Bucket",
    export_amazon_s3_path_prefix: "ExportAmazonS3PathPrefix",
    export_amazon_s3_region: "ExportAmazonS3Region",
    export_amazon_s3_endpoint: "ExportAmazonS3Endpoint",
    export_amazon_s3_ssl: "ExportAmazonS3SSL",
    export_amazon_s3_sign_v2: "ExportAmazonS3SignV2",
    export_amazon_s3_sse: "ExportAmazonS3SSE",
    export_amazon_s3_trace: "ExportAmazonS3Trace",
    export_amazon_s3_request_timeout_milliseconds: "ExportAmazonS3RequestTimeoutMilliseconds",
    export_amazon_s3_presign_expires_seconds: "ExportAmazonS3PresignExpiresSeconds",
    export_amazon_s3_upload_part_size_bytes: "ExportAmazonS3UploadPartSizeBytes",
    export_amazon_s3_storage_class: "ExportAmazonS3StorageClass",
});

fields!(model::FilesLimits {
    total_storage: "TotalStorage",
});

fields!(model::GetFileInfosOptions {
    user_ids: "UserIds",
    channel_ids: "ChannelIds",
    since: "Since",
    include_deleted: "IncludeDeleted",
    sort_by: "SortBy",
    sort_descending: "SortDescending",
});

fields!(model::GetPostsSinceForSyncCursor {
    last_post_update_at: "LastPostUpdateAt",
    last_post_update_id: "LastPostUpdateID",
    last_post_create_at: "LastPostCreateAt",
    last_post_create_id: "LastPostCreateID",
});

fields!(model::GlobalRelayMessageExportSettings {
    customer_type: "CustomerType",
    smtp_username: "SMTPUsername",
    smtp_password: "SMTPPassword",
    email_address: "EmailAddress",
    smtp_server_timeout: "SMTPServerTimeout",
    custom_smtp_server_name: "CustomSMTPServerName",
    custom_smtp_port: "CustomSMTPPort",
});

fields!(model::Group {
    id: "Id",
    name: "Name",
    display_name: "DisplayName",
    description: "Description",
    source: "Source",
    remote_id: "RemoteId",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
    has_syncables: "HasSyncables",
    member_count: "MemberCount",
    allow_reference: "AllowReference",
    channel_member_count: "ChannelMemberCount",
    channel_member_timezones_count: "ChannelMemberTimezonesCount",
    member_ids: "MemberIDs",
});

fields!(model::GroupMember {
    group_id: "GroupId",
    user_id: "UserId",
    create_at: "CreateAt",
    delete_at: "DeleteAt",
});

fields!(model::GroupSearchOpts {
    q: "Q",
    not_associated_to_team: "NotAssociatedToTeam",
    not_associated_to_channel: "NotAssociatedToChannel",
    include_member_count: "IncludeMemberCount",
    filter_allow_reference: "FilterAllowReference",
    page_opts: "PageOpts",
    since: "Since",
    source: "Source",
    filter_parent_team_permitted: "FilterParentTeamPermitted",
    filter_has_member: "FilterHasMember",
    include_channel_member_count: "IncludeChannelMemberCount",
    include_timezones: "IncludeTimezones",
    include_member_ids: "IncludeMemberIDs",
    include_archived: "IncludeArchived",
    filter_archived: "FilterArchived",
    only_syncable_sources: "OnlySyncableSources",
});

fields!(model::GroupSyncable {
    group_id: "GroupId",
    syncable_id: "SyncableId",
    auto_add: "AutoAdd",
    scheme_admin: "SchemeAdmin",
    create_at: "CreateAt",
    delete_at: "DeleteAt",
    update_at: "UpdateAt",
    type_: "Type",
    channel_display_name: "ChannelDisplayName",
    team_display_name: "TeamDisplayName",
    team_type: "TeamType",
    channel_type: "ChannelType",
    team_id: "TeamID",
});

fields!(model::GuestAccountsSettings {
    enable: "Enable",
    hide_tags: "HideTags",
    allow_email_accounts: "AllowEmailAccounts",
    enforce_multifactor_authentication: "EnforceMultifactorAuthentication",
    restrict_creation_to_domains: "RestrictCreationToDomains",
    enable_guest_magic_link: "EnableGuestMagicLink",
});

fields!(model::ImageProxySettings {
    enable: "Enable",
    image_proxy_type: "ImageProxyType",
    remote_image_proxy_url: "RemoteImageProxyURL",
    remote_image_proxy_options: "RemoteImageProxyOptions",
});

fields!(model::ImportSettings {
    directory: "Directory",
    retention_days: "RetentionDays",
});

fields!(model::IntuneSettings {
    enable: "Enable",
    tenant_id: "TenantId",
    client_id: "ClientId",
    auth_service: "AuthService",
});

fields!(model::JobSettings {
    run_jobs: "RunJobs",
    run_scheduler: "RunScheduler",
    cleanup_jobs_threshold_days: "CleanupJobsThresholdDays",
    cleanup_config_threshold_days: "CleanupConfigThresholdDays",
});

fields!(model::LdapSettings {
    enable: "Enable",
    enable_sync: "EnableSync",
    ldap_server: "LdapServer",
    ldap_port: "LdapPort",
    connection_security: "ConnectionSecurity",
    base_dn: "BaseDN",
    bind_username: "BindUsername",
    bind_password: "BindPassword",
    maximum_login_attempts: "MaximumLoginAttempts",
    user_filter: "UserFilter",
    group_filter: "GroupFilter",
    guest_filter: "GuestFilter",
    enable_admin_filter: "EnableAdminFilter",
    admin_filter: "AdminFilter",
    group_display_name_attribute: "GroupDisplayNameAttribute",
    group_id_attribute: "GroupIdAttribute",
    first_name_attribute: "FirstNameAttribute",
    last_name_attribute: "LastNameAttribute",
    email_attribute: "EmailAttribute",
    username_attribute: "UsernameAttribute",
    nickname_attribute: "NicknameAttribute",
    id_attribute: "IdAttribute",
    position_attribute: "PositionAttribute",
    login_id_attribute: "LoginIdAttribute",
    picture_attribute: "PictureAttribute",
    sync_interval_minutes: "SyncIntervalMinutes",
    re_add_removed_members: "ReAddRemovedMembers",
    skip_certificate_verification: "SkipCertificateVerification",
    public_certificate_file: "PublicCertificateFile",
    private_key_file: "PrivateKeyFile",
    query_timeout: "QueryTimeout",
    max_page_size: "MaxPageSize",
    login_field_name: "LoginFieldName",
    login_button_color: "LoginButtonColor",
    login_button_border_color: "LoginButtonBorderColor",
    login_button_text_color: "LoginButtonTextColor",
});

fields!(model::LibreTranslateProviderSettings {
    url: "URL",
    api_key: "APIKey",
});

fields!(model::License {
    id: "Id",
    issued_at: "IssuedAt",
    starts_at: "StartsAt",
    expires_at: "ExpiresAt",
    customer: "Customer",
    features: "Features",
    sku_name: "SkuName",
    sku_short_name: "SkuShortName",
    is_trial: "IsTrial",
    is_gov_sku: "IsGovSku",
    is_seat_count_enforced: "IsSeatCountEnforced",
    extra_users: "ExtraUsers",
    signup_jwt: "SignupJWT",
    limits: "Limits",
});

fields!(model::LicenseLimits {
    post_history: "PostHistory",
    board_cards: "BoardCards",
    playbook_runs: "PlaybookRuns",
    call_duration_seconds: "CallDurationSeconds",
    agents_prompts: "AgentsPrompts",
    push_notifications: "PushNotifications",
});

fields!(model::LocalizationSettings {
    default_server_locale: "DefaultServerLocale",
    default_client_locale: "DefaultClientLocale",
    available_locales: "AvailableLocales",
    enable_experimental_locales: "EnableExperimentalLocales",
});

fields!(model::LogSettings {
    enable_console: "EnableConsole",
    console_level: "ConsoleLevel",
    console_json: "ConsoleJson",
    enable_color: "EnableColor",
    enable_file: "EnableFile",
    file_level: "FileLevel",
    file_json: "FileJson",
    file_location: "FileLocation",
    enable_webhook_debugging: "EnableWebhookDebugging",
    enable_diagnostics: "EnableDiagnostics",
    enable_sentry: "EnableSentry",
    advanced_logging_json: "AdvancedLoggingJSON",
    max_field_size: "MaxFieldSize",
});

fields!(model::Manifest {
    id: "Id",
    name: "Name",
    description: "Description",
    homepage_url: "HomepageURL",
    support_url: "SupportURL",
    release_notes_url: "ReleaseNotesURL",
    icon_path: "IconPath",
    version: "Version",
    min_server_version: "MinServerVersion",
    server: "Server",
    webapp: "Webapp",
    settings_schema: "SettingsSchema",
    props: "Props",
});

fields!(model::ManifestServer {
    executables: "Executables",
    executable: "Executable",
});

fields!(model::ManifestWebapp {
    bundle_path: "BundlePath",
    bundle_hash: "BundleHash",
});

fields!(model::MembershipChangeMsg {
    channel_id: "ChannelId",
    user_id: "UserId",
    is_add: "IsAdd",
    remote_id: "RemoteId",
    change_time: "ChangeTime",
});

fields!(model::MessageAttachment {
    id: "Id",
    fallback: "Fallback",
    color: "Color",
    pretext: "Pretext",
    author_name: "AuthorName",
    author_link: "AuthorLink",
    author_icon: "AuthorIcon",
    title: "Title",
    title_link: "TitleLink",
    text: "Text",
    fields: "Fields",
    image_url: "ImageURL",
    thumb_url: "ThumbURL",
    footer: "Footer",
    footer_icon: "FooterIcon",
    timestamp: "Timestamp",
    actions: "Actions",
});

fields!(model::MessageAttachmentField {
    title: "Title",
    value: "Value",
    short: "Short",
});

fields!(model::MessageExportSettings {
    enable_export: "EnableExport",
    export_format: "ExportFormat",
    daily_run_time: "DailyRunTime",
    export_from_timestamp: "ExportFromTimestamp",
    batch_size: "BatchSize",
    download_export_results: "DownloadExportResults",
    channel_batch_size: "ChannelBatchSize",
    channel_history_batch_size: "ChannelHistoryBatchSize",
    global_relay_settings: "GlobalRelaySettings",
});

fields!(model::MessagesLimits {
    history: "History",
});

fields!(model::MetricsSettings {
    enable: "Enable",
    block_profile_rate: "BlockProfileRate",
    listen_address: "ListenAddress",
    enable_client_metrics: "EnableClientMetrics",
    enable_notification_metrics: "EnableNotificationMetrics",
    client_side_user_ids: "ClientSideUserIds",
});

fields!(model::NativeAppSettings {
    app_custom_url_schemes: "AppCustomURLSchemes",
    app_download_link: "AppDownloadLink",
    android_app_download_link: "AndroidAppDownloadLink",
    ios_app_download_link: "IosAppDownloadLink",
    mobile_external_browser: "MobileExternalBrowser",
    mobile_enable_biometrics: "MobileEnableBiometrics",
    mobile_prevent_screen_capture: "MobilePreventScreenCapture",
    mobile_jailbreak_protection: "MobileJailbreakProtection",
    mobile_enable_secure_file_preview: "MobileEnableSecureFilePreview",
    mobile_allow_pdf_link_navigation: "MobileAllowPdfLinkNavigation",
    enable_intune_mam: "EnableIntuneMAM",
});

fields!(model::OAuthApp {
    id: "Id",
    creator_id: "CreatorId",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    client_secret: "ClientSecret",
    name: "Name",
    description: "Description",
    icon_url: "IconURL",
    callback_urls: "CallbackUrls",
    homepage: "Homepage",
    is_trusted: "IsTrusted",
    mattermost_app_id: "MattermostAppID",
    is_dynamically_registered: "IsDynamicallyRegistered",
});

fields!(model::Office365Settings {
    enable: "Enable",
    secret: "Secret",
    id: "Id",
    scope: "Scope",
    auth_endpoint: "AuthEndpoint",
    token_endpoint: "TokenEndpoint",
    user_api_endpoint: "UserAPIEndpoint",
    discovery_endpoint: "DiscoveryEndpoint",
    directory_id: "DirectoryId",
    use_preferred_username: "UsePreferredUsername",
});

fields!(model::OnInstallEvent {
    user_id: "UserId",
});

fields!(model::OpenDialogRequest {
    trigger_id: "TriggerId",
    url: "URL",
    dialog: "Dialog",
});

fields!(model::OrderedSidebarCategories {
    categories: "Categories",
    order: "Order",
});

fields!(model::PageOpts {
    page: "Page",
    per_page: "PerPage",
});

fields!(model::PasswordSettings {
    minimum_length: "MinimumLength",
    lowercase: "Lowercase",
    number: "Number",
    uppercase: "Uppercase",
    symbol: "Symbol",
    enable_forgot_link: "EnableForgotLink",
});

fields!(model::Permission {
    id: "Id",
    name: "Name",
    description: "Description",
    scope: "Scope",
});

fields!(model::PluginClusterEvent {
    id: "Id",
    data: "Data",
});

fields!(model::PluginClusterEventSendOptions {
    send_type: "SendType",
    target_id: "TargetId",
});

fields!(model::PluginKVSetOptions {
    atomic: "Atomic",
    old_value: "OldValue",
    expire_in_seconds: "ExpireInSeconds",
});

fields!(model::PluginOption {
    display_name: "DisplayName",
    value: "Value",
});

fields!(model::PluginSetting {
    key: "Key",
    display_name: "DisplayName",
    type_: "Type",
    help_text: "HelpText",
    regenerate_help_text: "RegenerateHelpText",
    placeholder: "Placeholder",
    default: "Default",
    options: "Options",
    hosting: "Hosting",
    secret: "Secret",
});

fields!(model::PluginSettings {
    enable: "Enable",
    enable_uploads: "EnableUploads",
    allow_insecure_download_url: "AllowInsecureDownloadURL",
    enable_health_check: "EnableHealthCheck",
    directory: "Directory",
    client_directory: "ClientDirectory",
    plugins: "Plugins",
    plugin_states: "PluginStates",
    enable_marketplace: "EnableMarketplace",
    enable_remote_marketplace: "EnableRemoteMarketplace",
    automatic_prepackaged_plugins: "AutomaticPrepackagedPlugins",
    require_plugin_signature: "RequirePluginSignature",
    marketplace_url: "MarketplaceURL",
    signature_public_key_files: "SignaturePublicKeyFiles",
    chimera_oauth_proxy_url: "ChimeraOAuthProxyURL",
});

fields!(model::PluginSettingsSchema {
    header: "Header",
    footer: "Footer",
    settings: "Settings",
    sections: "Sections",
});

fields!(model::PluginSettingsSection {
    key: "Key",
    title: "Title",
    subtitle: "Subtitle",
    settings: "Settings",
    header: "Header",
    footer: "Footer",
    custom: "Custom",
    fallback: "Fallback",
});

fields!(model::PluginState {
    enable: "Enable",
});

fields!(model::PluginStatus {
    plugin_id: "PluginId",
    cluster_id: "ClusterId",
    plugin_path: "PluginPath",
    state: "State",
    error: "Error",
    name: "Name",
    description: "Description",
    version: "Version",
});

fields!(model::Post {
    id: "Id",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    edit_at: "EditAt",
    delete_at: "DeleteAt",
    is_pinned: "IsPinned",
    user_id: "UserId",
    channel_id: "ChannelId",
    root_id: "RootId",
    original_id: "OriginalId",
    message: "Message",
    message_source: "MessageSource",
    type_: "Type",
    props: "Props",
    hashtags: "Hashtags",
    filenames: "Filenames",
    file_ids: "FileIds",
    pending_post_id: "PendingPostId",
    has_reactions: "HasReactions",
    remote_id: "RemoteId",
    reply_count: "ReplyCount",
    last_reply_at: "LastReplyAt",
    participants: "Participants",
    is_following: "IsFollowing",
    metadata: "Metadata",
});

fields!(model::PostAcknowledgement {
    user_id: "UserId",
    post_id: "PostId",
    acknowledged_at: "AcknowledgedAt",
    channel_id: "ChannelId",
    remote_id: "RemoteId",
});

fields!(model::PostAction {
    id: "Id",
    type_: "Type",
    name: "Name",
    tooltip: "Tooltip",
    disabled: "Disabled",
    style: "Style",
    data_source: "DataSource",
    options: "Options",
    default_option: "DefaultOption",
    integration: "Integration",
    cookie: "Cookie",
});

fields!(model::PostActionIntegration {
    url: "URL",
    context: "Context",
});

fields!(model::PostActionOptions {
    text: "Text",
    value: "Value",
});

fields!(model::PostEmbed {
    type_: "Type",
    url: "URL",
    data: "Data",
});

fields!(model::PostImage {
    width: "Width",
    height: "Height",
    format: "Format",
    frame_count: "FrameCount",
});

fields!(model::PostList {
    order: "Order",
    posts: "Posts",
    next_post_id: "NextPostId",
    prev_post_id: "PrevPostId",
    has_next: "HasNext",
    first_inaccessible_post_time: "FirstInaccessiblePostTime",
    burn_on_read_posts: "BurnOnReadPosts",
});

fields!(model::PostMetadata {
    embeds: "Embeds",
    emojis: "Emojis",
    files: "Files",
    images: "Images",
    reactions: "Reactions",
    priority: "Priority",
    acknowledgements: "Acknowledgements",
    translations: "Translations",
    expire_at: "ExpireAt",
    recipients: "Recipients",
});

fields!(model::PostPriority {
    priority: "Priority",
    requested_ack: "RequestedAck",
    persistent_notifications: "PersistentNotifications",
    post_id: "PostId",
    channel_id: "ChannelId",
});

fields!(model::PostSearchResults {
    post_list: "PostList",
    matches: "Matches",
});

fields!(model::PostTranslation {
    text: "Text",
    object: "Object",
    type_: "Type",
    state: "State",
    source_lang: "SourceLang",
});

fields!(model::Preference {
    user_id: "UserId",
    category: "Category",
    name: "Name",
    value: "Value",
});

fields!(model::PreviewPost {
    post_id: "PostID",
    post: "Post",
    team_name: "TeamName",
    channel_display_name: "ChannelDisplayName",
    channel_type: "ChannelType",
    channel_id: "ChannelID",
});

fields!(model::PrivacySettings {
    show_email_address: "ShowEmailAddress",
    show_full_name: "ShowFullName",
    use_anonymous_urls: "UseAnonymousURLs",
});

fields!(model::ProductLimits {
    files: "Files",
    messages: "Messages",
    teams: "Teams",
});

fields!(model::PropertyField {
    id: "ID",
    group_id: "GroupID",
    name: "Name",
    type_: "Type",
    attrs: "Attrs",
    target_id: "TargetID",
    target_type: "TargetType",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
});

fields!(model::PropertyFieldSearchCursor {
    property_field_id: "PropertyFieldID",
    create_at: "CreateAt",
});

fields!(model::PropertyFieldSearchOpts {
    group_id: "GroupID",
    target_type: "TargetType",
    target_ids: "TargetIDs",
    since_update_at: "SinceUpdateAt",
    include_deleted: "IncludeDeleted",
    cursor: "Cursor",
    per_page: "PerPage",
});

fields!(model::PropertyGroup {
    id: "ID",
    name: "Name",
});

fields!(model::PropertyValue {
    id: "ID",
    target_id: "TargetID",
    target_type: "TargetType",
    group_id: "GroupID",
    field_id: "FieldID",
    value: "Value",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
});

fields!(model::PropertyValueSearchCursor {
    property_value_id: "PropertyValueID",
    create_at: "CreateAt",
});

fields!(model::PropertyValueSearchOpts {
    group_id: "GroupID",
    target_type: "TargetType",
    target_ids: "TargetIDs",
    field_id: "FieldID",
    since_update_at: "SinceUpdateAt",
    include_deleted: "IncludeDeleted",
    cursor: "Cursor",
    per_page: "PerPage",
    value: "Value",
});

fields!(model::PushNotification {
    ack_id: "AckId",
    platform: "Platform",
    server_id: "ServerId",
    device_id: "DeviceId",
    post_id: "PostId",
    category: "Category",
    sound: "Sound",
    message: "Message",
    badge: "Badge",
    content_available: "ContentAvailable",
    team_id: "TeamId",
    channel_id: "ChannelId",
    root_id: "RootId",
    channel_name: "ChannelName",
    type_: "Type",
    sub_type: "SubType",
    sender_id: "SenderId",
    sender_name: "SenderName",
    override_username: "OverrideUsername",
    override_icon_url: "OverrideIconURL",
    from_webhook: "FromWebhook",
    version: "Version",
    is_crt_enabled: "IsCRTEnabled",
    is_id_loaded: "IsIdLoaded",
    post_type: "PostType",
    channel_type: "ChannelType",
    signature: "Signature",
});

fields!(model::RateLimitSettings {
    enable: "Enable",
    per_sec: "PerSec",
    max_burst: "MaxBurst",
    memory_store_size: "MemoryStoreSize",
    vary_by_remote_addr: "VaryByRemoteAddr",
    vary_by_user: "VaryByUser",
    vary_by_header: "VaryByHeader",
});

fields!(model::Reaction {
    user_id: "UserId",
    post_id: "PostId",
    emoji_name: "EmojiName",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
    remote_id: "RemoteId",
    channel_id: "ChannelId",
});

fields!(model::RegisterPluginOpts {
    displayname: "Displayname",
    plugin_id: "PluginID",
    creator_id: "CreatorID",
    auto_share_d_ms: "AutoShareDMs",
    auto_invited: "AutoInvited",
});

fields!(model::RemoteCluster {
    remote_id: "RemoteId",
    remote_team_id: "RemoteTeamId",
    name: "Name",
    display_name: "DisplayName",
    site_url: "SiteURL",
    default_team_id: "DefaultTeamId",
    create_at: "CreateAt",
    delete_at: "DeleteAt",
    last_ping_at: "LastPingAt",
    last_global_user_sync_at: "LastGlobalUserSyncAt",
    token: "Token",
    remote_token: "RemoteToken",
    topics: "Topics",
    creator_id: "CreatorId",
    plugin_id: "PluginID",
    options: "Options",
});

fields!(model::ReplicaLagSettings {
    data_source: "DataSource",
    query_absolute_lag: "QueryAbsoluteLag",
    query_time_lag: "QueryTimeLag",
});

fields!(model::ReviewerSettings {
    common_reviewers: "CommonReviewers",
    system_admins_as_reviewers: "SystemAdminsAsReviewers",
    team_admins_as_reviewers: "TeamAdminsAsReviewers",
});

fields!(model::SSOSettings {
    enable: "Enable",
    secret: "Secret",
    id: "Id",
    scope: "Scope",
    auth_endpoint: "AuthEndpoint",
    token_endpoint: "TokenEndpoint",
    user_api_endpoint: "UserAPIEndpoint",
    discovery_endpoint: "DiscoveryEndpoint",
    button_text: "ButtonText",
    button_color: "ButtonColor",
    use_preferred_username: "UsePreferredUsername",
});

fields!(model::SamlSettings {
    enable: "Enable",
    enable_sync_with_ldap: "EnableSyncWithLdap",
    enable_sync_with_ldap_include_auth: "EnableSyncWithLdapIncludeAuth",
    ignore_guests_ldap_sync: "IgnoreGuestsLdapSync",
    verify: "Verify",
    encrypt: "Encrypt",
    sign_request: "SignRequest",
    idp_url: "IdpURL",
    idp_descriptor_url: "IdpDescriptorURL",
    idp_metadata_url: "IdpMetadataURL",
    service_provider_identifier: "ServiceProviderIdentifier",
    assertion_consumer_service_url: "AssertionConsumerServiceURL",
    signature_algorithm: "SignatureAlgorithm",
    canonical_algorithm: "CanonicalAlgorithm",
    scoping_idp_provider_id: "ScopingIDPProviderId",
    scoping_idp_name: "ScopingIDPName",
    idp_certificate_file: "IdpCertificateFile",
    public_certificate_file: "PublicCertificateFile",
    private_key_file: "PrivateKeyFile",
    id_attribute: "IdAttribute",
    guest_attribute: "GuestAttribute",
    enable_admin_attribute: "EnableAdminAttribute",
    admin_attribute: "AdminAttribute",
    first_name_attribute: "FirstNameAttribute",
    last_name_attribute: "LastNameAttribute",
    email_attribute: "EmailAttribute",
    username_attribute: "UsernameAttribute",
    nickname_attribute: "NicknameAttribute",
    locale_attribute: "LocaleAttribute",
    position_attribute: "PositionAttribute",
    login_button_text: "LoginButtonText",
    login_button_color: "LoginButtonColor",
    login_button_border_color: "LoginButtonBorderColor",
    login_button_text_color: "LoginButtonTextColor",
});

fields!(model::SearchParameter {
    terms: "Terms",
    is_or_search: "IsOrSearch",
    time_zone_offset: "TimeZoneOffset",
    page: "Page",
    per_page: "PerPage",
    include_deleted_channels: "IncludeDeletedChannels",
});

fields!(model::SearchParams {
    terms: "Terms",
    excluded_terms: "ExcludedTerms",
    is_hashtag: "IsHashtag",
    in_channels: "InChannels",
    excluded_channels: "ExcludedChannels",
    from_users: "FromUsers",
    excluded_users: "ExcludedUsers",
    after_date: "AfterDate",
    excluded_after_date: "ExcludedAfterDate",
    before_date: "BeforeDate",
    excluded_before_date: "ExcludedBeforeDate",
    extensions: "Extensions",
    excluded_extensions: "ExcludedExtensions",
    on_date: "OnDate",
    excluded_date: "ExcludedDate",
    or_terms: "OrTerms",
    include_deleted_channels: "IncludeDeletedChannels",
    time_zone_offset: "TimeZoneOffset",
    search_without_user_id: "SearchWithoutUserId",
    modifier: "Modifier",
});

fields!(model::SendToastMessageOptions {
    position: "Position",
});

fields!(model::ServiceSettings {
    site_url: "SiteURL",
    websocket_url: "WebsocketURL",
    license_file_location: "LicenseFileLocation",
    listen_address: "ListenAddress",
    connection_security: "ConnectionSecurity",
    tls_cert_file: "TLSCertFile",
    tls_key_file: "TLSKeyFile",
    tls_min_ver: "TLSMinVer",
    tls_strict_transport: "TLSStrictTransport",
    tls_strict_transport_max_age: "TLSStrictTransportMaxAge",
    tls_overwrite_ciphers: "TLSOverwriteCiphers",
    use_lets_encrypt: "UseLetsEncrypt",
    lets_encrypt_certificate_cache_file: "LetsEncryptCertificateCacheFile",
    forward80_to443: "Forward80To443",
    trusted_proxy_ip_header: "TrustedProxyIPHeader",
    read_timeout: "ReadTimeout",
    write_timeout: "WriteTimeout",
    idle_timeout: "IdleTimeout",
    maximum_login_attempts: "MaximumLoginAttempts",
    goroutine_health_threshold: "GoroutineHealthThreshold",
    enable_oauth_service_provider: "EnableOAuthServiceProvider",
    enable_dynamic_client_registration: "EnableDynamicClientRegistration",
    dcr_redirect_uri_allowlist: "DCRRedirectURIAllowlist",
    enable_incoming_webhooks: "EnableIncomingWebhooks",
    enable_outgoing_webhooks: "EnableOutgoingWebhooks",
    enable_outgoing_oauth_connections: "EnableOutgoingOAuthConnections",
    enable_commands: "EnableCommands",
    outgoing_integration_requests_timeout: "OutgoingIntegrationRequestsTimeout",
    enable_post_username_override: "EnablePostUsernameOverride",
    enable_post_icon_override: "EnablePostIconOverride",
    google_developer_key: "GoogleDeveloperKey",
    enable_link_previews: "EnableLinkPreviews",
    enable_permalink_previews: "EnablePermalinkPreviews",
    restrict_link_previews: "RestrictLinkPreviews",
    enable_testing: "EnableTesting",
    enable_developer: "EnableDeveloper",
    developer_flags: "DeveloperFlags",
    enable_client_performance_debugging: "EnableClientPerformanceDebugging",
    enable_security_fix_alert: "EnableSecurityFixAlert",
    enable_insecure_outgoing_connections: "EnableInsecureOutgoingConnections",
    allowed_untrusted_internal_connections: "AllowedUntrustedInternalConnections",
    enable_multifactor_authentication: "EnableMultifactorAuthentication",
    enforce_multifactor_authentication: "EnforceMultifactorAuthentication",
    enable_user_access_tokens: "EnableUserAccessTokens",
    allow_cors_from: "AllowCorsFrom",
    cors_exposed_headers: "CorsExposedHeaders",
    cors_allow_credentials: "CorsAllowCredentials",
    cors_debug: "CorsDebug",
    allow_cookies_for_subdomains: "AllowCookiesForSubdomains",
    extend_session_length_with_activity: "ExtendSessionLengthWithActivity",
    terminate_sessions_on_password_change: "TerminateSessionsOnPasswordChange",
    session_length_web_in_days: "SessionLengthWebInDays",
    session_length_web_in_hours: "SessionLengthWebInHours",
    session_length_mobile_in_days: "SessionLengthMobileInDays",
    session_length_mobile_in_hours: "SessionLengthMobileInHours",
    session_length_sso_in_days: "SessionLengthSSOInDays",
    session_length_sso_in_hours: "SessionLengthSSOInHours",
    session_cache_in_minutes: "SessionCacheInMinutes",
    session_idle_timeout_in_minutes: "SessionIdleTimeoutInMinutes",
    websocket_secure_port: "WebsocketSecurePort",
    websocket_port: "WebsocketPort",
    webserver_mode: "WebserverMode",
    enable_gif_picker: "EnableGifPicker",
    giphy_sdk_key: "GiphySdkKey",
    enable_custom_emoji: "EnableCustomEmoji",
    enable_emoji_picker: "EnableEmojiPicker",
    post_edit_time_limit: "PostEditTimeLimit",
    time_between_user_typing_updates_milliseconds: "TimeBetweenUserTypingUpdatesMilliseconds",
    enable_cross_team_search: "EnableCrossTeamSearch",
    enable_post_search: "EnablePostSearch",
    enable_file_search: "EnableFileSearch",
    minimum_hashtag_length: "MinimumHashtagLength",
    enable_user_typing_messages: "EnableUserTypingMessages",
    enable_channel_viewed_messages: "EnableChannelViewedMessages",
    enable_user_statuses: "EnableUserStatuses",
    experimental_enable_authentication_transfer: "ExperimentalEnableAuthenticationTransfer",
    cluster_log_timeout_milliseconds: "ClusterLogTimeoutMilliseconds",
    enable_tutorial: "EnableTutorial",
    enable_onboarding_flow: "EnableOnboardingFlow",
    experimental_enable_default_channel_leave_join_messages: "ExperimentalEnableDefaultChannelLeaveJoinMessages",
    experimental_group_unread_channels: "ExperimentalGroupUnreadChannels",
    enable_api_team_deletion: "EnableAPITeamDeletion",
    enable_api_trigger_admin_notifications: "EnableAPITriggerAdminNotifications",
    enable_api_user_deletion: "EnableAPIUserDeletion",
    enable_api_post_deletion: "EnableAPIPostDeletion",
    enable_desktop_landing_page: "EnableDesktopLandingPage",
    minimum_desktop_app_version: "MinimumDesktopAppVersion",
    experimental_enable_hardened_mode: "ExperimentalEnableHardenedMode",
    experimental_strict_csrf_enforcement: "ExperimentalStrictCSRFEnforcement",
    enable_email_invitations: "EnableEmailInvitations",
    disable_bots_when_owner_is_deactivated: "DisableBotsWhenOwnerIsDeactivated",
    enable_bot_account_creation: "EnableBotAccountCreation",
    enable_sv_gs: "EnableSVGs",
    enable_latex: "EnableLatex",
    enable_inline_latex: "EnableInlineLatex",
    post_priority: "PostPriority",
    allow_persistent_notifications: "AllowPersistentNotifications",
    allow_persistent_notifications_for_guests: "AllowPersistentNotificationsForGuests",
    persistent_notification_interval_minutes: "PersistentNotificationIntervalMinutes",
    persistent_notification_max_count: "PersistentNotificationMaxCount",
    persistent_notification_max_recipients: "PersistentNotificationMaxRecipients",
    enable_burn_on_read: "EnableBurnOnRead",
    burn_on_read_duration_seconds: "BurnOnReadDurationSeconds",
    burn_on_read_maximum_time_to_live_seconds: "BurnOnReadMaximumTimeToLiveSeconds",
    burn_on_read_scheduler_frequency_seconds: "BurnOnReadSchedulerFrequencySeconds",
    enable_api_channel_deletion: "EnableAPIChannelDeletion",
    enable_local_mode: "EnableLocalMode",
    local_mode_socket_location: "LocalModeSocketLocation",
    enable_aws_metering: "EnableAWSMetering",
    aws_metering_timeout_seconds: "AWSMeteringTimeoutSeconds",
    split_key: "SplitKey",
    feature_flag_sync_interval_seconds: "FeatureFlagSyncIntervalSeconds",
    debug_split: "DebugSplit",
    thread_auto_follow: "ThreadAutoFollow",
    collapsed_threads: "CollapsedThreads",
    managed_resource_paths: "ManagedResourcePaths",
    enable_custom_groups: "EnableCustomGroups",
    allow_synced_drafts: "AllowSyncedDrafts",
    unique_emoji_reaction_limit_per_post: "UniqueEmojiReactionLimitPerPost",
    refresh_post_stats_run_time: "RefreshPostStatsRunTime",
    maximum_payload_size_bytes: "MaximumPayloadSizeBytes",
    maximum_url_length: "MaximumURLLength",
    scheduled_posts: "ScheduledPosts",
    enable_web_hub_channel_iteration: "EnableWebHubChannelIteration",
    frame_ancestors: "FrameAncestors",
    delete_account_link: "DeleteAccountLink",
});

fields!(model::Session {
    id: "Id",
    token: "Token",
    create_at: "CreateAt",
    expires_at: "ExpiresAt",
    last_activity_at: "LastActivityAt",
    user_id: "UserId",
    device_id: "DeviceId",
    roles: "Roles",
    is_oauth: "IsOAuth",
    expired_notify: "ExpiredNotify",
    props: "Props",
    team_members: "TeamMembers",
    local: "Local",
});

fields!(model::SharedChannel {
    channel_id: "ChannelId",
    team_id: "TeamId",
    home: "Home",
    read_only: "ReadOnly",
    share_name: "ShareName",
    share_display_name: "ShareDisplayName",
    share_purpose: "SharePurpose",
    share_header: "ShareHeader",
    creator_id: "CreatorId",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    remote_id: "RemoteId",
    type_: "Type",
});

fields!(model::SidebarCategory {
    id: "Id",
    user_id: "UserId",
    team_id: "TeamId",
    sort_order: "SortOrder",
    sorting: "Sorting",
    type_: "Type",
    display_name: "DisplayName",
    muted: "Muted",
    collapsed: "Collapsed",
});

fields!(model::SidebarCategoryWithChannels {
    sidebar_category: "SidebarCategory",
    channels: "Channels",
});

fields!(model::SqlSettings {
    driver_name: "DriverName",
    data_source: "DataSource",
    data_source_replicas: "DataSourceReplicas",
    data_source_search_replicas: "DataSourceSearchReplicas",
    max_idle_conns: "MaxIdleConns",
    conn_max_lifetime_milliseconds: "ConnMaxLifetimeMilliseconds",
    conn_max_idle_time_milliseconds: "ConnMaxIdleTimeMilliseconds",
    max_open_conns: "MaxOpenConns",
    trace: "Trace",
    at_rest_encrypt_key: "AtRestEncryptKey",
    query_timeout: "QueryTimeout",
    disable_database_search: "DisableDatabaseSearch",
    migrations_statement_timeout_seconds: "MigrationsStatementTimeoutSeconds",
    replica_lag_settings: "ReplicaLagSettings",
    replica_monitor_interval_seconds: "ReplicaMonitorIntervalSeconds",
});

fields!(model::Status {
    user_id: "UserId",
    status: "Status",
    manual: "Manual",
    last_activity_at: "LastActivityAt",
    active_channel: "ActiveChannel",
    dnd_end_time: "DNDEndTime",
    prev_status: "PrevStatus",
});

fields!(model::SupportSettings {
    terms_of_service_link: "TermsOfServiceLink",
    privacy_policy_link: "PrivacyPolicyLink",
    about_link: "AboutLink",
    help_link: "HelpLink",
    report_a_problem_link: "ReportAProblemLink",
    report_a_problem_type: "ReportAProblemType",
    report_a_problem_mail: "ReportAProblemMail",
    allow_download_logs: "AllowDownloadLogs",
    forgot_password_link: "ForgotPasswordLink",
    support_email: "SupportEmail",
    custom_terms_of_service_enabled: "CustomTermsOfServiceEnabled",
    custom_terms_of_service_re_acceptance_period: "CustomTermsOfServiceReAcceptancePeriod",
    enable_ask_community_link: "EnableAskCommunityLink",
});

fields!(model::SyncMsg {
    id: "Id",
    channel_id: "ChannelId",
    users: "Users",
    posts: "Posts",
    reactions: "Reactions",
    statuses: "Statuses",
    membership_changes: "MembershipChanges",
    acknowledgements: "Acknowledgements",
    mention_transforms: "MentionTransforms",
});

fields!(model::SyncResponse {
    users_last_update_at: "UsersLastUpdateAt",
    user_errors: "UserErrors",
    users_syncd: "UsersSyncd",
    posts_last_update_at: "PostsLastUpdateAt",
    post_errors: "PostErrors",
    reactions_last_update_at: "ReactionsLastUpdateAt",
    reaction_errors: "ReactionErrors",
    acknowledgements_last_update_at: "AcknowledgementsLastUpdateAt",
    acknowledgement_errors: "AcknowledgementErrors",
    status_errors: "StatusErrors",
    membership_errors: "MembershipErrors",
});

fields!(model::Team {
    id: "Id",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
    display_name: "DisplayName",
    name: "Name",
    description: "Description",
    email: "Email",
    type_: "Type",
    company_name: "CompanyName",
    allowed_domains: "AllowedDomains",
    invite_id: "InviteId",
    allow_open_invite: "AllowOpenInvite",
    last_team_icon_update: "LastTeamIconUpdate",
    scheme_id: "SchemeId",
    group_constrained: "GroupConstrained",
    policy_id: "PolicyID",
    cloud_limits_archived: "CloudLimitsArchived",
});

fields!(model::TeamMember {
    team_id: "TeamId",
    user_id: "UserId",
    roles: "Roles",
    delete_at: "DeleteAt",
    scheme_guest: "SchemeGuest",
    scheme_user: "SchemeUser",
    scheme_admin: "SchemeAdmin",
    explicit_roles: "ExplicitRoles",
    create_at: "CreateAt",
});

fields!(model::TeamMemberWithError {
    user_id: "UserId",
    member: "Member",
    error: "Error",
});

fields!(model::TeamSettings {
    site_name: "SiteName",
    max_users_per_team: "MaxUsersPerTeam",
    enable_join_leave_message_by_default: "EnableJoinLeaveMessageByDefault",
    enable_user_creation: "EnableUserCreation",
    enable_open_server: "EnableOpenServer",
    enable_user_deactivation: "EnableUserDeactivation",
    restrict_creation_to_domains: "RestrictCreationToDomains",
    enable_custom_user_statuses: "EnableCustomUserStatuses",
    enable_custom_brand: "EnableCustomBrand",
    custom_brand_text: "CustomBrandText",
    custom_description_text: "CustomDescriptionText",
    restrict_direct_message: "RestrictDirectMessage",
    enable_last_active_time: "EnableLastActiveTime",
    user_status_away_timeout: "UserStatusAwayTimeout",
    max_channels_per_team: "MaxChannelsPerTeam",
    max_notifications_per_channel: "MaxNotificationsPerChannel",
    enable_confirm_notifications_to_channel: "EnableConfirmNotificationsToChannel",
    teammate_name_display: "TeammateNameDisplay",
    experimental_view_archived_channels: "ExperimentalViewArchivedChannels",
    experimental_enable_automatic_replies: "ExperimentalEnableAutomaticReplies",
    lock_teammate_name_display: "LockTeammateNameDisplay",
    experimental_primary_team: "ExperimentalPrimaryTeam",
    experimental_default_channels: "ExperimentalDefaultChannels",
});

fields!(model::TeamStats {
    team_id: "TeamId",
    total_member_count: "TotalMemberCount",
    active_member_count: "ActiveMemberCount",
});

fields!(model::TeamUnread {
    team_id: "TeamId",
    msg_count: "MsgCount",
    mention_count: "MentionCount",
    mention_count_root: "MentionCountRoot",
    msg_count_root: "MsgCountRoot",
    thread_count: "ThreadCount",
    thread_mention_count: "ThreadMentionCount",
    thread_urgent_mention_count: "ThreadUrgentMentionCount",
});

fields!(model::TeamsLimits {
    active: "Active",
});

fields!(model::ThemeSettings {
    enable_theme_selection: "EnableThemeSelection",
    default_theme: "DefaultTheme",
    allow_custom_themes: "AllowCustomThemes",
    allowed_themes: "AllowedThemes",
});

fields!(model::UploadSession {
    id: "Id",
    type_: "Type",
    create_at: "CreateAt",
    user_id: "UserId",
    channel_id: "ChannelId",
    filename: "Filename",
    path: "Path",
    file_size: "FileSize",
    file_offset: "FileOffset",
    remote_id: "RemoteId",
    req_file_id: "ReqFileId",
});

fields!(model::User {
    id: "Id",
    create_at: "CreateAt",
    update_at: "UpdateAt",
    delete_at: "DeleteAt",
    username: "Username",
    password: "Password",
    auth_data: "AuthData",
    auth_service: "AuthService",
    email: "Email",
    email_verified: "EmailVerified",
    nickname: "Nickname",
    first_name: "FirstName",
    last_name: "LastName",
    position: "Position",
    roles: "Roles",
    allow_marketing: "AllowMarketing",
    props: "Props",
    notify_props: "NotifyProps",
    last_password_update: "LastPasswordUpdate",
    last_picture_update: "LastPictureUpdate",
    failed_attempts: "FailedAttempts",
    locale: "Locale",
    timezone: "Timezone",
    mfa_active: "MfaActive",
    mfa_secret: "MfaSecret",
    remote_id: "RemoteId",
    last_activity_at: "LastActivityAt",
    is_bot: "IsBot",
    bot_description: "BotDescription",
    bot_last_icon_update: "BotLastIconUpdate",
    terms_of_service_id: "TermsOfServiceId",
    terms_of_service_create_at: "TermsOfServiceCreateAt",
    disable_welcome_email: "DisableWelcomeEmail",
    last_login: "LastLogin",
    mfa_used_timestamps: "MfaUsedTimestamps",
});

fields!(model::UserAccessToken {
    id: "Id",
    token: "Token",
    user_id: "UserId",
    description: "Description",
    is_active: "IsActive",
});

fields!(model::UserAuth {
    auth_data: "AuthData",
    auth_service: "AuthService",
});

fields!(model::UserGetOptions {
    in_team_id: "InTeamId",
    not_in_team_id: "NotInTeamId",
    in_channel_id: "InChannelId",
    not_in_channel_id: "NotInChannelId",
    in_group_id: "InGroupId",
    not_in_group_id: "NotInGroupId",
    group_constrained: "GroupConstrained",
    without_team: "WithoutTeam",
    inactive: "Inactive",
    active: "Active",
    role: "Role",
    roles: "Roles",
    channel_roles: "ChannelRoles",
    team_roles: "TeamRoles",
    sort: "Sort",
    view_restrictions: "ViewRestrictions",
    page: "Page",
    per_page: "PerPage",
    updated_after: "UpdatedAfter",
});

fields!(model::UserSearch {
    term: "Term",
    team_id: "TeamId",
    not_in_team_id: "NotInTeamId",
    in_channel_id: "InChannelId",
    not_in_channel_id: "NotInChannelId",
    in_group_id: "InGroupId",
    group_constrained: "GroupConstrained",
    allow_inactive: "AllowInactive",
    without_team: "WithoutTeam",
    limit: "Limit",
    role: "Role",
    roles: "Roles",
    channel_roles: "ChannelRoles",
    team_roles: "TeamRoles",
    not_in_group_id: "NotInGroupId",
});

fields!(model::ViewUsersRestrictions {
    teams: "Teams",
    channels: "Channels",
});

fields!(model::WebSocketRequest {
    seq: "Seq",
    action: "Action",
    data: "Data",
    session: "Session",
    locale: "Locale",
});

fields!(model::WebsocketBroadcast {
    omit_users: "OmitUsers",
    user_id: "UserId",
    channel_id: "ChannelId",
    team_id: "TeamId",
    connection_id: "ConnectionId",
    omit_connection_id: "OmitConnectionId",
    contains_sanitized_data: "ContainsSanitizedData",
    contains_sensitive_data: "ContainsSensitiveData",
    reliable_cluster_send: "ReliableClusterSend",
    broadcast_hooks: "BroadcastHooks",
    broadcast_hook_args: "BroadcastHookArgs",
});

fields!(model::WranglerSettings {
    permitted_wrangler_roles: "PermittedWranglerRoles",
    allowed_email_domain: "AllowedEmailDomain",
    move_thread_max_count: "MoveThreadMaxCount",
    move_thread_to_another_team_enable: "MoveThreadToAnotherTeamEnable",
    move_thread_from_private_channel_enable: "MoveThreadFromPrivateChannelEnable",
    move_thread_from_direct_message_channel_enable: "MoveThreadFromDirectMessageChannelEnable",
    move_thread_from_group_message_channel_enable: "MoveThreadFromGroupMessageChannelEnable",
});

fields!(model::Context {
    session_id: "SessionId",
    request_id: "RequestId",
    ip_address: "IPAddress",
    accept_language: "AcceptLanguage",
    user_agent: "UserAgent",
});

fields!(model::ResultContainer {
    last_id: "LastID",
    last_id_error: "LastIDError",
    rows_affected: "RowsAffected",
    rows_affected_error: "RowsAffectedError",
});

fields!(model::Saml2AssertionInfo {
    name_id: "NameID",
    values: "Values",
    warning_info: "WarningInfo",
    session_index: "SessionIndex",
    authn_instant: "AuthnInstant",
    session_not_on_or_after: "SessionNotOnOrAfter",
    assertions: "Assertions",
    response_signature_validated: "ResponseSignatureValidated",
});

fields!(model::Saml2ProxyRestriction {
    count: "Count",
    audience: "Audience",
});

fields!(model::Saml2WarningInfo {
    one_time_use: "OneTimeUse",
    proxy_restriction: "ProxyRestriction",
    not_in_audience: "NotInAudience",
    invalid_time: "InvalidTime",
});

fields!(model::SamlAssertion {
    xml_name: "XMLName",
    version: "Version",
    id: "ID",
    issue_instant: "IssueInstant",
    issuer: "Issuer",
    signature: "Signature",
    subject: "Subject",
    conditions: "Conditions",
    attribute_statement: "AttributeStatement",
    authn_statement: "AuthnStatement",
    signature_validated: "SignatureValidated",
});

fields!(model::SamlAttribute {
    xml_name: "XMLName",
    friendly_name: "FriendlyName",
    name: "Name",
    name_format: "NameFormat",
    values: "Values",
});

fields!(model::SamlAttributeStatement {
    xml_name: "XMLName",
    attributes: "Attributes",
});

fields!(model::SamlAttributeValue {
    xml_name: "XMLName",
    type_: "Type",
    value: "Value",
});

fields!(model::SamlAudience {
    xml_name: "XMLName",
    value: "Value",
});

fields!(model::SamlAudienceRestriction {
    xml_name: "XMLName",
    audiences: "Audiences",
});

fields!(model::SamlAuthnContext {
    xml_name: "XMLName",
    authn_context_class_ref: "AuthnContextClassRef",
});

fields!(model::SamlAuthnContextClassRef {
    xml_name: "XMLName",
    value: "Value",
});

fields!(model::SamlAuthnStatement {
    xml_name: "XMLName",
    session_index: "SessionIndex",
    authn_instant: "AuthnInstant",
    session_not_on_or_after: "SessionNotOnOrAfter",
    authn_context: "AuthnContext",
});

fields!(model::SamlConditions {
    xml_name: "XMLName",
    not_before: "NotBefore",
    not_on_or_after: "NotOnOrAfter",
    audience_restrictions: "AudienceRestrictions",
    one_time_use: "OneTimeUse",
    proxy_restriction: "ProxyRestriction",
});

fields!(model::SamlIssuer {
    xml_name: "XMLName",
    value: "Value",
});

fields!(model::SamlNameID {
    xml_name: "XMLName",
    value: "Value",
});

fields!(model::SamlOneTimeUse {
    xml_name: "XMLName",
});

fields!(model::SamlProxyRestriction {
    xml_name: "XMLName",
    count: "Count",
    audience: "Audience",
});

fields!(model::SamlSignature {
    signature_document: "SignatureDocument",
});

fields!(model::SamlSubject {
    xml_name: "XMLName",
    name_id: "NameID",
    subject_confirmation: "SubjectConfirmation",
});

fields!(model::SamlSubjectConfirmation {
    xml_name: "XMLName",
    method: "Method",
    subject_confirmation_data: "SubjectConfirmationData",
});

fields!(model::SamlSubjectConfirmationData {
    xml_name: "XMLName",
    not_on_or_after: "NotOnOrAfter",
    recipient: "Recipient",
    in_response_to: "InResponseTo",
});

fields!(model::XmlName {
    space: "Space",
    local: "Local",
});

/// Calls the API method `method` with `args` (an object by Go's field names), and answers the
/// typed results or the error; `None` for a method that is not here.
#[allow(clippy::too_many_lines)]
pub(crate) async fn call(api: &Api, method: &str, args: Value) -> Option<Value> {
    Some(match method {
        "AddChannelMember" => {
            let result = api.add_channel_member(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "AddReaction" => {
            let result = api.add_reaction(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "AddUserToChannel" => {
            let result = api.add_user_to_channel(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CopyFileInfos" => {
            let result = api.copy_file_infos(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CountPropertyFields" => {
            let result = api.count_property_fields(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CountPropertyFieldsForTarget" => {
            let result = api.count_property_fields_for_target(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateBot" => {
            let result = api.create_bot(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateChannel" => {
            let result = api.create_channel(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateChannelSidebarCategory" => {
            let result = api.create_channel_sidebar_category(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateCommand" => {
            let result = api.create_command(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateDefaultSyncableMemberships" => {
            let result = api.create_default_syncable_memberships(arg(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "CreateGroup" => {
            let result = api.create_group(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateOAuthApp" => {
            let result = api.create_oauth_app(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreatePost" => {
            let result = api.create_post(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreatePropertyField" => {
            let result = api.create_property_field(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreatePropertyValue" => {
            let result = api.create_property_value(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateSession" => {
            let result = api.create_session(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateTeam" => {
            let result = api.create_team(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateTeamMember" => {
            let result = api.create_team_member(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateTeamMembers" => {
            let result = api.create_team_members(arg::<String>(&args, "A"), arg(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateTeamMembersGracefully" => {
            let result = api.create_team_members_gracefully(arg::<String>(&args, "A"), arg(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateUploadSession" => {
            let result = api.create_upload_session(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateUser" => {
            let result = api.create_user(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "CreateUserAccessToken" => {
            let result = api.create_user_access_token(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "DeleteChannel" => {
            let result = api.delete_channel(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "DeleteChannelMember" => {
            let result = api.delete_channel_member(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "DeleteCommand" => {
            let result = api.delete_command(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "DeleteEphemeralPost" => {
            let result = api.delete_ephemeral_post(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "DeleteGroup" => {
            let result = api.delete_group(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "DeleteGroupConstrainedMemberships" => {
            let result = api.delete_group_constrained_memberships().await;
            outcome(result.map(|()| object([])))
        }
        "DeleteGroupMember" => {
            let result = api.delete_group_member(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "DeleteGroupSyncable" => {
            let result = api.delete_group_syncable(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "DeleteOAuthApp" => {
            let result = api.delete_oauth_app(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "DeletePost" => {
            let result = api.delete_post(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "DeletePreferencesForUser" => {
            let result = api.delete_preferences_for_user(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "DeletePropertyField" => {
            let result = api.delete_property_field(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "DeletePropertyValue" => {
            let result = api.delete_property_value(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "DeletePropertyValuesForField" => {
            let result = api.delete_property_values_for_field(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "DeletePropertyValuesForTarget" => {
            let result = api.delete_property_values_for_target(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|()| object([])))
        }
        "DeleteTeam" => {
            let result = api.delete_team(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "DeleteTeamMember" => {
            let result = api.delete_team_member(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|()| object([])))
        }
        "DeleteUser" => {
            let result = api.delete_user(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "DisablePlugin" => {
            let result = api.disable_plugin(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "EnablePlugin" => {
            let result = api.enable_plugin(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "EnsureBotUser" => {
            let result = api.ensure_bot_user(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ExecuteSlashCommand" => {
            let result = api.execute_slash_command(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ExtendSessionExpiry" => {
            let result = api.extend_session_expiry(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "GetBot" => {
            let result = api.get_bot(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetBots" => {
            let result = api.get_bots(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetBundlePath" => {
            let result = api.get_bundle_path().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannel" => {
            let result = api.get_channel(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelByName" => {
            let result = api.get_channel_by_name(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelByNameForTeamName" => {
            let result = api.get_channel_by_name_for_team_name(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelMember" => {
            let result = api.get_channel_member(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelMembers" => {
            let result = api.get_channel_members(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelMembersByIds" => {
            let result = api.get_channel_members_by_ids(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelMembersForUser" => {
            let result = api.get_channel_members_for_user(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelSidebarCategories" => {
            let result = api.get_channel_sidebar_categories(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelStats" => {
            let result = api.get_channel_stats(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetChannelsForTeamForUser" => {
            let result = api.get_channels_for_team_for_user(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetCloudLimits" => {
            let result = api.get_cloud_limits().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetCommand" => {
            let result = api.get_command(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetConfig" => {
            let result = api.get_config().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetDiagnosticId" => {
            let result = api.get_diagnostic_id().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetDirectChannel" => {
            let result = api.get_direct_channel(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetEmoji" => {
            let result = api.get_emoji(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetEmojiByName" => {
            let result = api.get_emoji_by_name(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetEmojiImage" => {
            let result = api.get_emoji_image(arg::<String>(&args, "A")).await;
            outcome(result.map(|(a, b)| object([("A", a.dump()), ("B", b.dump())])))
        }
        "GetEmojiList" => {
            let result = api.get_emoji_list(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetFile" => {
            let result = api.get_file(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetFileInfo" => {
            let result = api.get_file_info(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetFileInfos" => {
            let result = api.get_file_infos(arg(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetFileLink" => {
            let result = api.get_file_link(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroup" => {
            let result = api.get_group(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroupByName" => {
            let result = api.get_group_by_name(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroupByRemoteID" => {
            let result = api.get_group_by_remote_id(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroupChannel" => {
            let result = api.get_group_channel(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroupMemberUsers" => {
            let result = api.get_group_member_users(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroupSyncable" => {
            let result = api.get_group_syncable(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroupSyncables" => {
            let result = api.get_group_syncables(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroups" => {
            let result = api.get_groups(arg(&args, "A"), arg(&args, "B"), arg(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroupsBySource" => {
            let result = api.get_groups_by_source(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetGroupsForUser" => {
            let result = api.get_groups_for_user(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetLDAPUserAttributes" => {
            let result = api.get_ldap_user_attributes(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetLicense" => {
            let result = api.get_license().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetOAuthApp" => {
            let result = api.get_oauth_app(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPluginConfig" => {
            let result = api.get_plugin_config().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPluginID" => {
            let result = api.get_plugin_id().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPluginStatus" => {
            let result = api.get_plugin_status(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPlugins" => {
            let result = api.get_plugins().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPost" => {
            let result = api.get_post(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPostThread" => {
            let result = api.get_post_thread(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPostsAfter" => {
            let result = api.get_posts_after(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPostsBefore" => {
            let result = api.get_posts_before(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPostsForChannel" => {
            let result = api.get_posts_for_channel(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPostsSince" => {
            let result = api.get_posts_since(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPreferenceForUser" => {
            let result = api.get_preference_for_user(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPreferencesForUser" => {
            let result = api.get_preferences_for_user(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetProfileImage" => {
            let result = api.get_profile_image(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPropertyField" => {
            let result = api.get_property_field(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPropertyFieldByName" => {
            let result = api.get_property_field_by_name(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPropertyFields" => {
            let result = api.get_property_fields(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPropertyGroup" => {
            let result = api.get_property_group(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPropertyValue" => {
            let result = api.get_property_value(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPropertyValues" => {
            let result = api.get_property_values(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetPublicChannelsForTeam" => {
            let result = api.get_public_channels_for_team(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetReactions" => {
            let result = api.get_reactions(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetServerVersion" => {
            let result = api.get_server_version().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetSession" => {
            let result = api.get_session(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetSystemInstallDate" => {
            let result = api.get_system_install_date().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeam" => {
            let result = api.get_team(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeamByName" => {
            let result = api.get_team_by_name(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeamIcon" => {
            let result = api.get_team_icon(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeamMember" => {
            let result = api.get_team_member(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeamMembers" => {
            let result = api.get_team_members(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeamMembersForUser" => {
            let result = api.get_team_members_for_user(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeamStats" => {
            let result = api.get_team_stats(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeams" => {
            let result = api.get_teams().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeamsForUser" => {
            let result = api.get_teams_for_user(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTeamsUnreadForUser" => {
            let result = api.get_teams_unread_for_user(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetTelemetryId" => {
            let result = api.get_telemetry_id().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUnsanitizedConfig" => {
            let result = api.get_unsanitized_config().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUploadSession" => {
            let result = api.get_upload_session(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUser" => {
            let result = api.get_user(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUserByEmail" => {
            let result = api.get_user_by_email(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUserByUsername" => {
            let result = api.get_user_by_username(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUserStatus" => {
            let result = api.get_user_status(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUserStatusesByIds" => {
            let result = api.get_user_statuses_by_ids(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUsers" => {
            let result = api.get_users(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUsersByIds" => {
            let result = api.get_users_by_ids(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUsersByUsernames" => {
            let result = api.get_users_by_usernames(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUsersInChannel" => {
            let result = api.get_users_in_channel(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "GetUsersInTeam" => {
            let result = api.get_users_in_team(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "HasPermissionTo" => {
            let result = api.has_permission_to(arg::<String>(&args, "A"), arg::<model::Permission>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "HasPermissionToChannel" => {
            let result = api.has_permission_to_channel(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<model::Permission>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "HasPermissionToTeam" => {
            let result = api.has_permission_to_team(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<model::Permission>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "InviteRemoteToChannel" => {
            let result = api.invite_remote_to_channel(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|()| object([])))
        }
        "IsEnterpriseReady" => {
            let result = api.is_enterprise_ready().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "KVCompareAndDelete" => {
            let result = api.kv_compare_and_delete(arg::<String>(&args, "A"), arg::<Vec<u8>>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "KVCompareAndSet" => {
            let result = api.kv_compare_and_set(arg::<String>(&args, "A"), arg::<Vec<u8>>(&args, "B"), arg::<Vec<u8>>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "KVDelete" => {
            let result = api.kv_delete(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "KVDeleteAll" => {
            let result = api.kv_delete_all().await;
            outcome(result.map(|()| object([])))
        }
        "KVGet" => {
            let result = api.kv_get(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "KVList" => {
            let result = api.kv_list(arg(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "KVSet" => {
            let result = api.kv_set(arg::<String>(&args, "A"), arg::<Vec<u8>>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "KVSetWithExpiry" => {
            let result = api.kv_set_with_expiry(arg::<String>(&args, "A"), arg::<Vec<u8>>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|()| object([])))
        }
        "KVSetWithOptions" => {
            let result = api.kv_set_with_options(arg::<String>(&args, "A"), arg::<Vec<u8>>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ListBuiltInCommands" => {
            let result = api.list_built_in_commands().await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ListCommands" => {
            let result = api.list_commands(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ListCustomCommands" => {
            let result = api.list_custom_commands(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ListPluginCommands" => {
            let result = api.list_plugin_commands(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "LogAuditRec" => {
            let result = api.log_audit_rec(arg(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "LogAuditRecWithLevel" => {
            let result = api.log_audit_rec_with_level(arg(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "OpenInteractiveDialog" => {
            let result = api.open_interactive_dialog(arg(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "PatchBot" => {
            let result = api.patch_bot(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "PatchChannelMembersNotifications" => {
            let result = api.patch_channel_members_notifications(arg(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "PermanentDeleteBot" => {
            let result = api.permanent_delete_bot(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "PublishPluginClusterEvent" => {
            let result = api.publish_plugin_cluster_event(arg(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "PublishUserTyping" => {
            let result = api.publish_user_typing(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|()| object([])))
        }
        "PublishWebSocketEvent" => {
            let result = api.publish_web_socket_event(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|()| object([])))
        }
        "ReadFile" => {
            let result = api.read_file(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "RegisterCollectionAndTopic" => {
            let result = api.register_collection_and_topic(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "RegisterCommand" => {
            let result = api.register_command(arg(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "RegisterPluginForSharedChannels" => {
            let result = api.register_plugin_for_shared_channels(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "RegisterPropertyGroup" => {
            let result = api.register_property_group(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "RemovePlugin" => {
            let result = api.remove_plugin(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "RemoveReaction" => {
            let result = api.remove_reaction(arg(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "RemoveTeamIcon" => {
            let result = api.remove_team_icon(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "RemoveUserCustomStatus" => {
            let result = api.remove_user_custom_status(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "RequestTrialLicense" => {
            let result = api.request_trial_license(arg::<String>(&args, "A"), arg(&args, "B"), arg(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|()| object([])))
        }
        "RestoreGroup" => {
            let result = api.restore_group(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "RevokeSession" => {
            let result = api.revoke_session(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "RevokeUserAccessToken" => {
            let result = api.revoke_user_access_token(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "RolesGrantPermission" => {
            let result = api.roles_grant_permission(arg(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SaveConfig" => {
            let result = api.save_config(arg(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "SavePluginConfig" => {
            let result = api.save_plugin_config(arg(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "SearchChannels" => {
            let result = api.search_channels(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SearchPostsInTeam" => {
            let result = api.search_posts_in_team(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SearchPostsInTeamForUser" => {
            let result = api.search_posts_in_team_for_user(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SearchPropertyFields" => {
            let result = api.search_property_fields(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SearchPropertyValues" => {
            let result = api.search_property_values(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SearchTeams" => {
            let result = api.search_teams(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SearchUsers" => {
            let result = api.search_users(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SendEphemeralPost" => {
            let result = api.send_ephemeral_post(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SendMail" => {
            let result = api.send_mail(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|()| object([])))
        }
        "SendPushNotification" => {
            let result = api.send_push_notification(arg(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "SendToastMessage" => {
            let result = api.send_toast_message(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C"), arg(&args, "D")).await;
            outcome(result.map(|()| object([])))
        }
        "SetFileSearchableContent" => {
            let result = api.set_file_searchable_content(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "SetProfileImage" => {
            let result = api.set_profile_image(arg::<String>(&args, "A"), arg::<Vec<u8>>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "SetTeamIcon" => {
            let result = api.set_team_icon(arg::<String>(&args, "A"), arg::<Vec<u8>>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "SetUserStatusTimedDND" => {
            let result = api.set_user_status_timed_dnd(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ShareChannel" => {
            let result = api.share_channel(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "SyncSharedChannel" => {
            let result = api.sync_shared_channel(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "UninviteRemoteFromChannel" => {
            let result = api.uninvite_remote_from_channel(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "UnregisterCommand" => {
            let result = api.unregister_command(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "UnregisterPluginForSharedChannels" => {
            let result = api.unregister_plugin_for_shared_channels(arg::<String>(&args, "A")).await;
            outcome(result.map(|()| object([])))
        }
        "UnshareChannel" => {
            let result = api.unshare_channel(arg::<String>(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateBotActive" => {
            let result = api.update_bot_active(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateChannel" => {
            let result = api.update_channel(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateChannelMemberNotifications" => {
            let result = api.update_channel_member_notifications(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateChannelMemberRoles" => {
            let result = api.update_channel_member_roles(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateChannelSidebarCategories" => {
            let result = api.update_channel_sidebar_categories(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateCommand" => {
            let result = api.update_command(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateEphemeralPost" => {
            let result = api.update_ephemeral_post(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateGroup" => {
            let result = api.update_group(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateGroupSyncable" => {
            let result = api.update_group_syncable(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateOAuthApp" => {
            let result = api.update_oauth_app(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdatePost" => {
            let result = api.update_post(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdatePreferencesForUser" => {
            let result = api.update_preferences_for_user(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "UpdatePropertyField" => {
            let result = api.update_property_field(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdatePropertyFields" => {
            let result = api.update_property_fields(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdatePropertyValue" => {
            let result = api.update_property_value(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdatePropertyValues" => {
            let result = api.update_property_values(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateSharedChannel" => {
            let result = api.update_shared_channel(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateSharedChannelCursor" => {
            let result = api.update_shared_channel_cursor(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|()| object([])))
        }
        "UpdateTeam" => {
            let result = api.update_team(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateTeamMemberRoles" => {
            let result = api.update_team_member_roles(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateUser" => {
            let result = api.update_user(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateUserActive" => {
            let result = api.update_user_active(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "UpdateUserAuth" => {
            let result = api.update_user_auth(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateUserCustomStatus" => {
            let result = api.update_user_custom_status(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|()| object([])))
        }
        "UpdateUserRoles" => {
            let result = api.update_user_roles(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpdateUserStatus" => {
            let result = api.update_user_status(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UploadFile" => {
            let result = api.upload_file(arg::<Vec<u8>>(&args, "A"), arg::<String>(&args, "B"), arg::<String>(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpsertGroupMember" => {
            let result = api.upsert_group_member(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpsertGroupMembers" => {
            let result = api.upsert_group_members(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpsertGroupSyncable" => {
            let result = api.upsert_group_syncable(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpsertPropertyValue" => {
            let result = api.upsert_property_value(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "UpsertPropertyValues" => {
            let result = api.upsert_property_values(arg(&args, "A")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        _ => return None,
    })
}

/// Calls the database driver's method `method` with `args` (an object by Go's field names), and answers the
/// typed results or the error; `None` for a method that is not here.
#[allow(clippy::too_many_lines)]
pub(crate) async fn call_driver(driver: &Driver, method: &str, args: Value) -> Option<Value> {
    Some(match method {
        "Conn" => {
            let result = driver.conn(<bool as Typed>::load(&args)).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ConnClose" => {
            let result = driver.conn_close(<String as Typed>::load(&args)).await;
            outcome(result.map(|()| object([])))
        }
        "ConnExec" => {
            let result = driver.conn_exec(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "ConnPing" => {
            let result = driver.conn_ping(<String as Typed>::load(&args)).await;
            outcome(result.map(|()| object([])))
        }
        "ConnQuery" => {
            let result = driver.conn_query(arg::<String>(&args, "A"), arg::<String>(&args, "B"), arg(&args, "C")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "RowsClose" => {
            let result = driver.rows_close(<String as Typed>::load(&args)).await;
            outcome(result.map(|()| object([])))
        }
        "RowsColumnTypeDatabaseTypeName" => {
            let result = driver.rows_column_type_database_type_name(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|value| value.dump()))
        }
        "RowsColumnTypePrecisionScale" => {
            let result = driver.rows_column_type_precision_scale(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|(a, b, c)| object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())])))
        }
        "RowsColumns" => {
            let result = driver.rows_columns(<String as Typed>::load(&args)).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "RowsHasNextResultSet" => {
            let result = driver.rows_has_next_result_set(<String as Typed>::load(&args)).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "RowsNext" => {
            let result = driver.rows_next(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|b| object([("B", b.dump())])))
        }
        "RowsNextResultSet" => {
            let result = driver.rows_next_result_set(<String as Typed>::load(&args)).await;
            outcome(result.map(|()| object([])))
        }
        "Stmt" => {
            let result = driver.stmt(arg::<String>(&args, "A"), arg::<String>(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "StmtClose" => {
            let result = driver.stmt_close(<String as Typed>::load(&args)).await;
            outcome(result.map(|()| object([])))
        }
        "StmtExec" => {
            let result = driver.stmt_exec(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "StmtNumInput" => {
            let result = driver.stmt_num_input(<String as Typed>::load(&args)).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "StmtQuery" => {
            let result = driver.stmt_query(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "Tx" => {
            let result = driver.tx(arg::<String>(&args, "A"), arg(&args, "B")).await;
            outcome(result.map(|a| object([("A", a.dump())])))
        }
        "TxCommit" => {
            let result = driver.tx_commit(<String as Typed>::load(&args)).await;
            outcome(result.map(|()| object([])))
        }
        "TxRollback" => {
            let result = driver.tx_rollback(<String as Typed>::load(&args)).await;
            outcome(result.map(|()| object([])))
        }
        _ => return None,
    })
}

/// Declares every hook that needs no hand-written handler: each notes its typed arguments, and
/// answers what the host prepared.
#[allow(clippy::too_many_lines)]
pub(crate) fn hooks(plugin: Plugin<State>) -> Plugin<State> {
    plugin
        .channel_has_been_created(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("ChannelHasBeenCreated", args).await.map(|_| ())
        })
        .channel_member_will_be_added(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("ChannelMemberWillBeAdded", args).await.map(|reply| (arg(&reply, "A"), arg(&reply, "B")))
        })
        .channel_will_be_archived(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("ChannelWillBeArchived", args).await.map(|reply| arg(&reply, "A"))
        })
        .configuration_will_be_saved(|state: Arc<State>, a| async move {
            let args = object([("A", a.dump())]);
            state.hook("ConfigurationWillBeSaved", args).await.map(|reply| arg(&reply, "A"))
        })
        .email_notification_will_be_sent(|state: Arc<State>, a| async move {
            let args = object([("A", a.dump())]);
            state.hook("EmailNotificationWillBeSent", args).await.map(|reply| (arg(&reply, "A"), arg(&reply, "B")))
        })
        .execute_command(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("ExecuteCommand", args).await.map(|reply| arg(&reply, "A"))
        })
        .file_will_be_downloaded(|state: Arc<State>, a, b, c, d| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump()), ("D", d.dump())]);
            state.hook("FileWillBeDownloaded", args).await.map(|reply| arg(&reply, "A"))
        })
        .generate_support_data(|state: Arc<State>, a| async move {
            let args = object([("A", a.dump())]);
            state.hook("GenerateSupportData", args).await.map(|reply| arg(&reply, "A"))
        })
        .message_has_been_deleted(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("MessageHasBeenDeleted", args).await.map(|_| ())
        })
        .message_has_been_posted(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("MessageHasBeenPosted", args).await.map(|_| ())
        })
        .message_has_been_updated(|state: Arc<State>, a, b, c| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())]);
            state.hook("MessageHasBeenUpdated", args).await.map(|_| ())
        })
        .messages_will_be_consumed(|state: Arc<State>, a| async move {
            let args = object([("A", a.dump())]);
            state.hook("MessagesWillBeConsumed", args).await.map(|reply| arg(&reply, "A"))
        })
        .notification_will_be_pushed(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("NotificationWillBePushed", args).await.map(|reply| (arg(&reply, "A"), arg(&reply, "B")))
        })
        .on_cloud_limits_updated(|state: Arc<State>, a| async move {
            let args = object([("A", a.dump())]);
            state.hook("OnCloudLimitsUpdated", args).await.map(|_| ())
        })
        .on_install(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("OnInstall", args).await.map(|_| ())
        })
        .on_plugin_cluster_event(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("OnPluginClusterEvent", args).await.map(|_| ())
        })
        .on_saml_login(|state: Arc<State>, a, b, c| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())]);
            state.hook("OnSAMLLogin", args).await.map(|_| ())
        })
        .on_send_daily_telemetry(|state: Arc<State>| async move {
            let args = object([]);
            state.hook("OnSendDailyTelemetry", args).await.map(|_| ())
        })
        .on_shared_channels_attachment_sync_msg(|state: Arc<State>, a, b, c| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())]);
            state.hook("OnSharedChannelsAttachmentSyncMsg", args).await.map(|_| ())
        })
        .on_shared_channels_ping(|state: Arc<State>, a| async move {
            let args = object([("A", a.dump())]);
            state.hook("OnSharedChannelsPing", args).await.map(|reply| arg(&reply, "A"))
        })
        .on_shared_channels_profile_image_sync_msg(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("OnSharedChannelsProfileImageSyncMsg", args).await.map(|_| ())
        })
        .on_shared_channels_sync_msg(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("OnSharedChannelsSyncMsg", args).await.map(|reply| arg(&reply, "A"))
        })
        .on_web_socket_connect(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("OnWebSocketConnect", args).await.map(|_| ())
        })
        .on_web_socket_disconnect(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("OnWebSocketDisconnect", args).await.map(|_| ())
        })
        .preferences_have_changed(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("PreferencesHaveChanged", args).await.map(|_| ())
        })
        .reaction_has_been_added(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("ReactionHasBeenAdded", args).await.map(|_| ())
        })
        .reaction_has_been_removed(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("ReactionHasBeenRemoved", args).await.map(|_| ())
        })
        .run_data_retention(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("RunDataRetention", args).await.map(|reply| arg(&reply, "A"))
        })
        .team_member_will_be_added(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("TeamMemberWillBeAdded", args).await.map(|reply| (arg(&reply, "A"), arg(&reply, "B")))
        })
        .user_has_been_created(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("UserHasBeenCreated", args).await.map(|_| ())
        })
        .user_has_been_deactivated(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("UserHasBeenDeactivated", args).await.map(|_| ())
        })
        .user_has_joined_channel(|state: Arc<State>, a, b, c| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())]);
            state.hook("UserHasJoinedChannel", args).await.map(|_| ())
        })
        .user_has_joined_team(|state: Arc<State>, a, b, c| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())]);
            state.hook("UserHasJoinedTeam", args).await.map(|_| ())
        })
        .user_has_left_channel(|state: Arc<State>, a, b, c| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())]);
            state.hook("UserHasLeftChannel", args).await.map(|_| ())
        })
        .user_has_left_team(|state: Arc<State>, a, b, c| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())]);
            state.hook("UserHasLeftTeam", args).await.map(|_| ())
        })
        .user_has_logged_in(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("UserHasLoggedIn", args).await.map(|_| ())
        })
        .user_will_log_in(|state: Arc<State>, a, b| async move {
            let args = object([("A", a.dump()), ("B", b.dump())]);
            state.hook("UserWillLogIn", args).await.map(|reply| arg(&reply, "A"))
        })
        .web_socket_message_has_been_posted(|state: Arc<State>, a, b, c| async move {
            let args = object([("A", a.dump()), ("B", b.dump()), ("C", c.dump())]);
            state.hook("WebSocketMessageHasBeenPosted", args).await.map(|_| ())
        })
}
