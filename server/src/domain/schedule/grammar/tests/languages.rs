//! Lines as people type them in each language.

use super::*;

/// Start, minutes and topic of a line of one language, briefly, or what is wrong with it.
fn brief(language: &str, line: &str) -> String {
    match said_in(language, line) {
        Ok(plan) => {
            let start = plan.start.strftime("%a %F %H:%M");
            let repeat = plan.repeat.map(|repeat| format!(" {repeat:?}"));
            let repeat = repeat.unwrap_or_default();
            format!("{start} {}m{repeat} {}", plan.minutes, plan.topic)
        }
        Err(Mistake::Unclear(words)) => format!("unclear: {words}"),
        Err(mistake) => format!("{mistake:?}"),
    }
}

fn check(language: &str, line: &str, wanted: &str, wrong: &mut Vec<String>) {
    let read = brief(language, line);
    if read != wanted {
        wrong.push(format!("{language}: {line}: {read}, not {wanted}"));
    }
}

/// Now is Thursday, 26 November, ten in the morning.
#[test]
fn a_line_is_read_as_people_say_it_in_their_language() {
    let mut wrong = Vec::new();
    for (language, line, read) in [
        (
            "de",
            "Planung am Montag um 15:00",
            "Mon 2026-11-30 15:00 30m Planung",
        ),
        (
            "de",
            "Planung am Montag, den 7.12. um 15 Uhr für 2 Stunden",
            "unclear: Montag",
        ),
        (
            "de",
            "Planung den 7.12. um 15 Uhr für 2 Stunden",
            "Mon 2026-12-07 15:00 120m Planung",
        ),
        (
            "de",
            "Planung jeden Montag ab 15:30 Uhr, 45 Minuten",
            "Mon 2026-11-30 15:30 45m Weekly Planung",
        ),
        (
            "de",
            "Planung nächsten Donnerstag um 15.30 Uhr",
            "Thu 2026-12-03 15:30 30m Planung",
        ),
        (
            "de",
            "Planung übermorgen um 3 Uhr nachmittags",
            "Sat 2026-11-28 15:00 30m Planung",
        ),
        (
            "de",
            "Planung morgen 15:00 45m wöchentlich",
            "Fri 2026-11-27 15:00 45m Weekly Planung",
        ),
        (
            "de",
            "morgen früh um 9:00 Planung",
            "Fri 2026-11-27 09:00 30m Planung",
        ),
        (
            "de",
            "Planung in 30 Minuten",
            "Thu 2026-11-26 10:31 30m Planung",
        ),
        (
            "de",
            "Planung mo. 15:00",
            "Mon 2026-11-30 15:00 30m Planung",
        ),
        (
            "de",
            "Planung 3/12 15:00",
            "Thu 2026-12-03 15:00 30m Planung",
        ),
        (
            "fr",
            "Planning lundi à 15:00",
            "Mon 2026-11-30 15:00 30m Planning",
        ),
        (
            "fr",
            "Planning lundi à 15h",
            "Mon 2026-11-30 15:00 30m Planning",
        ),
        (
            "fr",
            "Planning demain 14h30 1h",
            "Fri 2026-11-27 14:30 60m Planning",
        ),
        (
            "fr",
            "Planning aujourd'hui à 15:00",
            "Thu 2026-11-26 15:00 30m Planning",
        ),
        (
            "fr",
            "Planning aujourd’hui 15h pour 45 min",
            "Thu 2026-11-26 15:00 45m Planning",
        ),
        (
            "fr",
            "Planning jeudi prochain à 15:00",
            "Thu 2026-12-03 15:00 30m Planning",
        ),
        (
            "fr",
            "Planning tous les lundis 15:00",
            "Mon 2026-11-30 15:00 30m Weekly Planning",
        ),
        (
            "fr",
            "Planning tous les jours à 15:00",
            "Thu 2026-11-26 15:00 30m Daily Planning",
        ),
        (
            "fr",
            "Planning après-demain à 3:00 de l’après-midi",
            "Sat 2026-11-28 15:00 30m Planning",
        ),
        (
            "fr",
            "Planning dans 30 min",
            "Thu 2026-11-26 10:31 30m Planning",
        ),
        (
            "fr",
            "Soirée jeu 20:00",
            "Thu 2026-11-26 20:00 30m Soirée jeu",
        ),
        ("fr", "Soirée jeu. 20:00", "Thu 2026-11-26 20:00 30m Soirée"),
        (
            "es",
            "Reunión el lunes a las 15:00",
            "Mon 2026-11-30 15:00 30m Reunión",
        ),
        (
            "es",
            "Reunión mañana a las 3:00 de la tarde",
            "Fri 2026-11-27 15:00 30m Reunión",
        ),
        (
            "es",
            "Reunión a las 11:00 de la mañana",
            "Thu 2026-11-26 11:00 30m Reunión",
        ),
        (
            "es",
            "Reunión pasado mañana a la 1:00 p. m.",
            "Sat 2026-11-28 13:00 30m Reunión",
        ),
        (
            "es",
            "Reunión el miercoles a las 15:00 hrs",
            "Wed 2026-12-02 15:00 30m Reunión",
        ),
        (
            "es",
            "Reunión todos los lunes a las 15:00 45 minutos",
            "Mon 2026-11-30 15:00 45m Weekly Reunión",
        ),
        (
            "pt-BR",
            "Reunião na segunda-feira às 15h",
            "Mon 2026-11-30 15:00 30m Reunião",
        ),
        (
            "pt-BR",
            "Reunião na segunda às 15:30",
            "Mon 2026-11-30 15:30 30m Reunião",
        ),
        (
            "pt-BR",
            "Reunião depois de amanhã às 15 horas",
            "Sat 2026-11-28 15:00 30m Reunião",
        ),
        (
            "pt-BR",
            "Reunião no sábado às 3:00 da tarde por 1 hora",
            "Sat 2026-11-28 15:00 60m Reunião",
        ),
        (
            "pt-BR",
            "Reunião toda terça às 15:00",
            "Tue 2026-12-01 15:00 30m Weekly Reunião",
        ),
        (
            "pl",
            "Plan w środę o 15:00",
            "Wed 2026-12-02 15:00 30m Plan",
        ),
        (
            "pl",
            "Plan w sobotę o godz. 15:00",
            "Sat 2026-11-28 15:00 30m Plan",
        ),
        (
            "pl",
            "Plan we wtorek o 15:00 na 2 godziny",
            "Tue 2026-12-01 15:00 120m Plan",
        ),
        (
            "pl",
            "Plan pojutrze 15:00 co tydzień",
            "Sat 2026-11-28 15:00 30m Weekly Plan",
        ),
        ("pl", "Plan dziś 15:00", "Thu 2026-11-26 15:00 30m Plan"),
        ("pl", "Plan za 30 minut", "Thu 2026-11-26 10:31 30m Plan"),
        (
            "uk",
            "Нарада у середу о 15:00",
            "Wed 2026-12-02 15:00 30m Нарада",
        ),
        (
            "uk",
            "Нарада п'ятниця 15:00",
            "Fri 2026-11-27 15:00 30m Нарада",
        ),
        (
            "uk",
            "Нарада у п’ятницю о 15 год",
            "Fri 2026-11-27 15:00 30m Нарада",
        ),
        (
            "uk",
            "Нарада завтра о 3:00 дня 45 хвилин",
            "Fri 2026-11-27 15:00 45m Нарада",
        ),
        (
            "uk",
            "Нарада післязавтра 15:00 щотижня",
            "Sat 2026-11-28 15:00 30m Weekly Нарада",
        ),
        (
            "uk",
            "Нарада через 30 хв",
            "Thu 2026-11-26 10:31 30m Нарада",
        ),
        (
            "ja",
            "企画 明日 15時 45分 毎週",
            "Fri 2026-11-27 15:00 45m Weekly 企画",
        ),
        ("ja", "企画 明日の15時に", "Fri 2026-11-27 15:00 30m 企画"),
        (
            "ja",
            "企画 月曜の 15時30分から 1時間",
            "Mon 2026-11-30 15:30 60m 企画",
        ),
        ("ja", "企画 明後日 午後3時", "Sat 2026-11-28 15:00 30m 企画"),
        ("ko", "기획 내일 15시 45분", "Fri 2026-11-27 15:00 45m 기획"),
        (
            "ko",
            "기획 월요일에 오후 3시에",
            "Mon 2026-11-30 15:00 30m 기획",
        ),
        (
            "ko",
            "기획 모레 오후 3시 30분",
            "Sat 2026-11-28 15:00 30m 기획",
        ),
        (
            "ko",
            "기획 매주 월요일 15:00",
            "Mon 2026-11-30 15:00 30m Weekly 기획",
        ),
        (
            "zh-CN",
            "规划 明天 15点 45分钟",
            "Fri 2026-11-27 15:00 45m 规划",
        ),
        ("zh-CN", "规划 周一下午3点", "Mon 2026-11-30 15:00 30m 规划"),
        (
            "zh-CN",
            "规划 后天 上午 9点30分 1小时",
            "Sat 2026-11-28 09:30 60m 规划",
        ),
        (
            "zh-CN",
            "规划 每周 星期一 15:00",
            "Mon 2026-11-30 15:00 30m Weekly 规划",
        ),
        (
            "en",
            "Review the day after tomorrow at 3pm",
            "Sat 2026-11-28 15:00 30m Review",
        ),
        ("en", "Plan A 15:00", "Thu 2026-11-26 15:00 30m Plan A"),
        ("es", "Plan A 15:00", "Thu 2026-11-26 15:00 30m Plan A"),
    ] {
        check(language, line, read, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Nothing is planned on another day than somebody may have meant.
#[test]
fn a_topic_that_may_be_a_part_of_the_time_is_asked_about() {
    let mut wrong = Vec::new();
    for (language, line, unclear) in [
        ("en", "Monday sync 15:00", "Monday"),
        ("en", "Planung am Montag um 15:00", "Montag"),
        ("en", "Réunion demain 14h30 1h", "demain"),
        ("en", "Plan for next week 15:00", "next week"),
        ("en", "Review Monday tomorrow 15:00", "Monday"),
        ("de", "Réunion lundi à 15:00", "lundi"),
        ("de", "Planung Montag morgen 15:00", "Montag"),
        ("de", "Planung heute abend 8:00", "heute"),
        ("de", "Planung abends um 8:00", "abends"),
        ("de", "Planung nächste Woche Montag 15:00", "nächste Woche"),
        ("de", "15:00 Planung am", "am"),
        ("de", "Übergabe Dienst 14:00", "Dienst"),
        ("fr", "Réunion vendre 14:00", "vendre"),
        ("en", "Call with Frida 14:00", "Frida"),
        ("es", "Reunión la próxima semana 15:00", "la próxima semana"),
        (
            "fr",
            "Planning la semaine prochaine 15:00",
            "la semaine prochaine",
        ),
        (
            "pl",
            "Plan przyszły tydzień środa 15:00",
            "przyszły tydzień",
        ),
        ("pt-BR", "Reunião próxima semana 15:00", "próxima semana"),
        ("uk", "Нарада наступного тижня 15:00", "наступного тижня"),
        ("ja", "企画 来週の 月曜 15:00", "来週の"),
        ("ja", "企画会議は明日です 15:00", "企画会議は明日です"),
        ("ko", "기획 다음 주 월요일 15:00", "다음 주"),
        ("zh-CN", "规划 下周一 15:00", "下周一"),
        ("zh-CN", "规划 晚上 12点", "晚上"),
    ] {
        check(language, line, &format!("unclear: {unclear}"), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // In quotes there is no doubt, nor where another day is named, before it or after some words.
    for line in [
        r#""Monday sync" 15:00"#,
        "Monday sync tomorrow 15:00",
        "tomorrow 15:00 Monday sync",
        "Monday sync in 30m",
    ] {
        assert_eq!(plan(line).topic, "Monday sync", "{line}");
    }
    let misread = read("Planung am Montag um 15:00", &words("en"), &now()).unwrap_err();
    assert_eq!(misread.understood.topic, "Planung am Montag um");
    assert_eq!(misread.understood.time, Some(Time::constant(15, 0, 0, 0)));
}

/// A list is of words that are read as the lists have them.
#[test]
fn every_word_of_the_lists_is_understood() {
    for language in Language::all() {
        let words = Words::of(&Reader::everybody(language));
        for day in crate::domain::schedule::words::days(&Reader::everybody(language)) {
            assert!(words.tells_of_a_day(&day), "{}: {day}", language.code());
        }
        for (form, word) in crate::domain::schedule::words::forms(&Reader::everybody(language)) {
            let meaning = words.meaning(&word);
            assert!(meaning.is_some(), "{}: {form}={word}", language.code());
            assert_eq!(words.meaning(&form), meaning, "{}: {form}", language.code());
        }
    }
}
