use super::*;
use crate::i18n::Reader;

fn known(action: Action, access: Access, rest: &str) -> Parsed {
    Parsed::Known(action, access, rest.to_owned())
}

#[test]
fn lines_are_read() {
    let start = |topic| known(Action::Start, Access::Everyone, topic);
    assert_eq!(parse("/zoom start"), start(""));
    assert_eq!(
        parse("/zoom  START   Design  review "),
        start("Design  review")
    );
    assert_eq!(parse("/zoom start\nnext line"), start("next line"));
    for alone in ["/zoom", "/zoom ", "", "/zoom help"] {
        assert_eq!(
            parse(alone),
            known(Action::Help, Access::Everyone, ""),
            "{alone:?}"
        );
    }
    assert_eq!(parse("/zoom strat x"), unknown("strat", Some("start")));
}

fn unknown(typed: &str, nearest: Option<&str>) -> Parsed {
    Parsed::Unknown {
        typed: typed.into(),
        nearest: nearest.map(str::to_owned),
    }
}

static NESTED: &[Subcommand] = &[Subcommand {
    name: "group",
    hint: None,
    help: || "A group".into(),
    access: Access::SystemAdmin,
    action: Action::Help,
    subcommands: &[Subcommand {
        name: "begin",
        hint: Some(|| "[what]".into()),
        help: || "Begin it".into(),
        access: Access::SystemAdmin,
        action: Action::Start,
        subcommands: &[],
    }],
}];

#[test]
fn a_subcommand_may_have_its_own() {
    let read = |line| descend(NESTED, "", line);
    let start = known(Action::Start, Access::SystemAdmin, "the thing");
    assert_eq!(read("Group BEGIN the thing"), start);
    assert_eq!(read("group"), known(Action::Help, Access::SystemAdmin, ""));
    assert_eq!(
        read("group begn x"),
        unknown("group begn", Some("group begin"))
    );
    let mut lines = Vec::new();
    write_help(&mut lines, NESTED, "", &|_| true);
    let lines = Text::joined(lines, "\n").to(&Reader::default());
    assert_eq!(lines, "- `/zoom group begin [what]`: Begin it.");
}

#[test]
fn what_has_subcommands_may_have_an_argument_too() {
    let map = |action, rest: &str| known(action, Access::SystemAdmin, rest);
    assert_eq!(
        parse("/zoom admin map @bob bob@example.com"),
        map(Action::MapEmail, "@bob bob@example.com")
    );
    assert_eq!(parse("/zoom admin map"), map(Action::MapEmail, ""));
    assert_eq!(
        parse("/zoom admin map list"),
        map(Action::ListMappedEmails, "")
    );
    assert_eq!(
        parse("/zoom admin map remove @bob"),
        map(Action::UnmapEmail, "@bob")
    );
}

#[test]
fn a_typo_names_the_nearest_command() {
    for (typed, meant) in [
        ("strat", Some("start")),
        ("Conect", Some("connect")),
        ("disconect", Some("disconnect")),
        ("hlp", Some("help")),
        ("pineapple", None),
    ] {
        assert_eq!(parse(&format!("/zoom {typed}")), unknown(typed, meant));
    }
}

#[test]
fn help_shows_what_one_may_do() {
    let help = |account, admin| help(account, admin).to(&Reader::default());
    assert!(help(false, false).contains("/zoom connect`"));
    assert!(!help(true, false).contains("connect"));
    assert!(help(true, true).contains("/zoom disconnect`"));
    assert!(help(true, false).contains("`/zoom start [topic]`"));
}
