//! The calls of the plugin API that the dev server refuses, and why: what they are about is not
//! there. README.md has the same table for people.

/// Reasons, each with the calls that it keeps out.
pub(super) static LACKING: &[(&str, &[&str])] = &[
    (
        "no directory (LDAP, SAML): no groups come from one, and nobody logs in by one",
        &[
            "CreateDefaultSyncableMemberships",
            "DeleteGroupConstrainedMemberships",
            "DeleteGroupSyncable",
            "GetGroupSyncable",
            "GetGroupSyncables",
            "GetLDAPUserAttributes",
            "UpdateGroupSyncable",
            "UpdateUserAuth",
            "UpsertGroupSyncable",
        ],
    ),
    (
        "no licence and no cloud",
        &["GetCloudLimits", "RequestTrialLicense"],
    ),
    (
        "no other server that channels could be shared with",
        &[
            "InviteRemoteToChannel",
            "RegisterPluginForSharedChannels",
            "ShareChannel",
            "SyncSharedChannel",
            "UninviteRemoteFromChannel",
            "UnregisterPluginForSharedChannels",
            "UnshareChannel",
            "UpdateSharedChannel",
            "UpdateSharedChannelCursor",
        ],
    ),
    (
        "no mail and no push service",
        &["SendMail", "SendPushNotification"],
    ),
    (
        "no OAuth provider, so no apps that use it",
        &[
            "CreateOAuthApp",
            "DeleteOAuthApp",
            "GetOAuthApp",
            "UpdateOAuthApp",
        ],
    ),
    (
        "files in the database: no paths, no public links, no search of their content",
        &["GetFileLink", "ReadFile", "SetFileSearchableContent"],
    ),
    (
        "nothing that would show it: icons of teams, toasts, topics",
        &[
            "GetTeamIcon",
            "RegisterCollectionAndTopic",
            "RemoveTeamIcon",
            "SendToastMessage",
            "SetTeamIcon",
        ],
    ),
    (
        "no properties: nothing has fields of its own",
        &[
            "CountPropertyFields",
            "CountPropertyFieldsForTarget",
            "CreatePropertyField",
            "CreatePropertyValue",
            "DeletePropertyField",
            "DeletePropertyValue",
            "DeletePropertyValuesForField",
            "DeletePropertyValuesForTarget",
            "GetPropertyField",
            "GetPropertyFieldByName",
            "GetPropertyFields",
            "GetPropertyGroup",
            "GetPropertyValue",
            "GetPropertyValues",
            "RegisterPropertyGroup",
            "SearchPropertyFields",
            "SearchPropertyValues",
            "UpdatePropertyField",
            "UpdatePropertyFields",
            "UpdatePropertyValue",
            "UpdatePropertyValues",
            "UpsertPropertyValue",
            "UpsertPropertyValues",
        ],
    ),
];

/// Why a call is refused, where that is written down.
pub(super) fn reason(name: &str) -> Option<&'static str> {
    let mut all = LACKING.iter();
    all.find(|(_, names)| names.contains(&name))
        .map(|(reason, _)| *reason)
}

#[cfg(test)]
mod tests {
    use super::LACKING;
    use crate::plugins::api::names::API;

    #[test]
    fn the_readme_has_the_same_table() {
        let readme = include_str!("../../../README.md");
        for (reason, names) in LACKING {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let line = format!("| {reason} | {} |", names.join(", "));
            assert!(readme.contains(&line), "README.md lacks this line:\n{line}");
        }
    }

    #[test]
    fn each_name_is_one_of_the_api_and_stands_once() {
        let mut names: Vec<&str> = LACKING
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        assert!(names.iter().all(|name| API.contains(name)));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
