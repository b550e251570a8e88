use super::*;
use crate::{rule, times::moment};
use proptest::prelude::*;

const STEPS: u64 = 200_000;

fn at(text: &str) -> DateTime {
    moment(text).unwrap().written()
}

fn expanded(start: &str, rule: &str, from: &str, to: &str) -> Result<Vec<String>, TooMuch> {
    let rule = rule::read(rule).unwrap();
    let last = rule.until.map(|until| until.written());
    let window = Window { from: at(from), to: at(to) };
    let mut budget = Budget { steps: STEPS, steps_of_rule: STEPS };
    let times = expand(&rule, at(start), last, window, 1000, &mut budget)?;
    Ok(times.iter().map(|time| time.strftime("%Y%m%dT%H%M").to_string()).collect())
}

/// The days of the times of a rule that starts at nine, in a year and a half.
fn check(start: &str, rule: &str, wanted: &str) {
    let found = expanded(&format!("{start}T090000"), rule, "20260101", "20270701").unwrap();
    assert_eq!(found.join(" ").replace("T0900", ""), wanted, "{rule}");
}

#[test]
fn days_weeks_months_and_years() {
    check("20260105", "FREQ=DAILY;COUNT=3", "20260105 20260106 20260107");
    check("20260105", "FREQ=DAILY;INTERVAL=10;UNTIL=20260125T090000", "20260105 20260115 20260125");
    check("20260105", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4", "20260105 20260108 20260112 20260115");
    check("20260107", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4", "20260107 20260119 20260121 20260202");
    check("20260131", "FREQ=MONTHLY;COUNT=3", "20260131 20260331 20260531");
    check("20260131", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "20260131 20260228 20260331");
    check("20260113", "FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "20260113 20260210 20260310");
    check("20260130", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "20260130 20260227 20260327");
    check("20260130", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "20260130 20260227 20260331");
    check("20260213", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "20260213 20260313 20261113");
    check("20260301", "FREQ=YEARLY", "20260301 20270301");
    check("20260329", "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU;COUNT=3", "20260329 20261025 20270328");
    check("20260102", "FREQ=YEARLY;BYDAY=1FR,-1MO;COUNT=3", "20260102 20261228 20270101");
    check("20260410", "FREQ=YEARLY;BYYEARDAY=100,-1", "20260410 20261231 20270410");
    check("20260511", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,TU", "20260511 20260512 20270517 20270518");
    check("20260511", "FREQ=YEARLY;BYWEEKNO=20", "20260511 20270517");
    // The first week of 2027 begins in it, the last of 2026 is its 53rd.
    check("20260104", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU", "20260104 20270103");
    check("20240229", "FREQ=YEARLY", "");
    check("20260105", "FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU,MO;COUNT=4", "20260105 20260118 20260119 20260201");
}

#[test]
fn hours_minutes_and_several_times_a_day() {
    let day = |rule| expanded("20260105T090000", rule, "20260105", "20260107").unwrap().join(" ");
    assert_eq!(day("FREQ=HOURLY;INTERVAL=9"), "20260105T0900 20260105T1800 20260106T0300 20260106T1200 20260106T2100");
    assert_eq!(
        day("FREQ=DAILY;BYHOUR=9,14;BYMINUTE=0,30;COUNT=5"),
        "20260105T0900 20260105T0930 20260105T1400 20260105T1430 20260106T0900"
    );
    assert_eq!(day("FREQ=MINUTELY;INTERVAL=45;BYHOUR=10"), "20260105T0900 20260105T1030 20260106T1030");
    assert_eq!(day("FREQ=HOURLY;BYHOUR=9,10;BYDAY=TU"), "20260105T0900 20260106T0900 20260106T1000");
    assert_eq!(
        day("FREQ=DAILY;BYHOUR=8,12,18;BYSETPOS=1,-1"),
        "20260105T0900 20260105T1800 20260106T0800 20260106T1800"
    );
    assert_eq!(day("FREQ=HOURLY;BYMINUTE=0,20;COUNT=3"), "20260105T0900 20260105T0920 20260105T1000");
}

#[test]
fn the_start_is_one_and_is_counted() {
    check("20260106", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "20260106 20260112 20260119");
    check("20260106", "FREQ=DAILY;UNTIL=20250101", "20260106");
}

#[test]
fn ten_years_are_left_out_by_arithmetic() {
    let rule = rule::read("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR").unwrap();
    let window = Window { from: at("20260302"), to: at("20260309") };
    let mut budget = Budget { steps: STEPS, steps_of_rule: STEPS };
    let times = expand(&rule, at("20160104T083000"), None, window, 1000, &mut budget).unwrap();
    assert_eq!(times.len(), 5);
    assert!(STEPS - budget.steps < 50, "{budget:?}");
}

#[test]
fn no_rule_costs_more_than_its_share() {
    let window = ("20260302", "20260309");
    let try_it = |start: &str, rule: &str| expanded(start, rule, window.0, window.1);
    assert_eq!(try_it("20260101T000000", "FREQ=SECONDLY"), Err(TooMuch::Times));
    assert_eq!(try_it("20100101T000000", "FREQ=SECONDLY;COUNT=1000000000"), Err(TooMuch::Steps));
    assert_eq!(try_it("00010101T000000", "FREQ=DAILY;COUNT=18446744073709551615"), Err(TooMuch::Steps));
    assert_eq!(try_it("00010101T000000", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), Ok(vec![]));
    assert_eq!(
        try_it("20100101T000000", "FREQ=SECONDLY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=30;BYHOUR=3;BYSECOND=1"),
        Ok(vec![])
    );
    assert_eq!(try_it("20100101T000000", "FREQ=SECONDLY;INTERVAL=4294967295"), Ok(vec![]));
    assert_eq!(try_it("20100101T000000", "FREQ=YEARLY;INTERVAL=4294967295;COUNT=9"), Ok(vec![]));
    assert_eq!(expanded("99991231T235959", "FREQ=SECONDLY", "99991201", "99991231T235959"), Ok(vec![]));
    let sixty = (0..60).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let dense = format!("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3;BYMINUTE={sixty};BYSECOND={sixty}");
    assert_eq!(try_it("20100101T000000", &dense), Err(TooMuch::Times));
    assert_eq!(try_it("20100101T000000", &format!("{dense};COUNT=999999999")), Err(TooMuch::Steps));
    assert_eq!(try_it("20100101T000000", &format!("{dense};BYSETPOS=1,-1")), Ok(vec![]));
}

/// Parts of rules that both expanders take, and read alike: the other takes all days of a week of the year where no weekday is named, begins the first
/// set of a week at its start, and joins plain and counted weekdays by "and".
fn parts() -> impl Strategy<Value = String> {
    let weekdays = prop::sample::subsequence(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"], 1..4);
    let weekdays = weekdays.prop_map(|days| format!(";BYDAY={}", days.join(",")));
    let counted =
        prop::sample::select(vec!["1MO", "2TU", "-1FR", "4TH,1SU", "-2WE"]).prop_map(|day| format!(";BYDAY={day}"));
    let months = prop::sample::subsequence((1..13).collect::<Vec<i8>>(), 1..5)
        .prop_map(|months| format!(";BYMONTH={}", months.iter().map(i8::to_string).collect::<Vec<_>>().join(",")));
    let days = prop::sample::select(vec![";BYMONTHDAY=1,15", ";BYMONTHDAY=-1", ";BYMONTHDAY=31", ";BYMONTHDAY=13,-5"]);
    let hours = prop::sample::select(vec![";BYHOUR=8,12", ";BYHOUR=0", ";BYMINUTE=0,30", ";BYHOUR=9;BYMINUTE=15,45"]);
    let one = |part| prop_oneof![Just(String::new()), part];
    let yearly = (
        prop_oneof![Just("YEARLY"), Just("MONTHLY")],
        one(months.clone().boxed()),
        prop_oneof![
            one(weekdays.clone().boxed()),
            counted,
            days.clone().prop_map(str::to_owned),
            (weekdays.clone(), prop::sample::select(vec![";BYSETPOS=1", ";BYSETPOS=-1", ";BYSETPOS=2,-2"]))
                .prop_map(|(days, which)| format!("{days}{which}")),
        ],
    );
    let yearly = yearly.prop_map(|(often, months, days)| format!("FREQ={often}{months}{days}"));
    let weeks =
        prop::sample::select(vec![";BYWEEKNO=1;BYDAY=MO", ";BYWEEKNO=20,-1;BYDAY=TU,SU", ";BYYEARDAY=1,100,-1"]);
    let yearly_only = weeks.prop_map(|weeks| format!("FREQ=YEARLY{weeks}"));
    let often = prop::sample::select(vec!["WEEKLY", "DAILY"]);
    let weekly = (often, one(months.boxed()), one(weekdays.boxed()), prop_oneof![Just(""), Just(";WKST=SU")])
        .prop_map(|(often, months, days, week)| format!("FREQ={often}{months}{days}{week}"));
    let hourly = (prop::sample::select(vec!["HOURLY", "MINUTELY"]), days.prop_map(str::to_owned))
        .prop_map(|(often, days)| format!("FREQ={often};INTERVAL=37{days}"));
    let coarse = (prop_oneof![yearly, yearly_only, weekly], 1..4_u32, one(hours.prop_map(str::to_owned).boxed()))
        .prop_map(|(rule, interval, hours)| format!("{rule};INTERVAL={interval}{hours}"));
    prop_oneof![4 => coarse, 1 => hourly]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Where the rule names the start itself, the crate `rrule` finds the same times. In UTC, so that no clock changes.
    #[test]
    fn another_expander_finds_the_same(rule in parts(), days in 0..800_i32, hour in 0..24_i8, ahead in 0..1500_i32, length in 1..200_i32, count in prop::option::of(1..60_u32)) {
        let start = jiff::civil::date(2022, 1, 1).at(hour, 30, 0, 0).checked_add(days.days()).unwrap();
        let from = start.checked_add(ahead.days()).unwrap().date().at(0, 0, 0, 0);
        let window = Window { from, to: from.checked_add(length.days()).unwrap() };
        let rule = count.map_or(rule.clone(), |count| format!("{rule};COUNT={count}"));
        let text = format!("DTSTART:{}Z\nRRULE:{rule}", start.strftime("%Y%m%dT%H%M%S"));
        let other: rrule::RRuleSet = text.parse().unwrap();
        let seconds = |time: &DateTime| time.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second();
        let first = other.clone().into_iter().next().map(|time| time.timestamp());
        prop_assume!(count.is_none() || first == Some(seconds(&start)));
        let wanted: Vec<i64> = other.into_iter().map(|time| time.timestamp()).take_while(|time| *time < seconds(&window.to))
            .filter(|time| seconds(&window.from) <= *time && *time != seconds(&start)).collect();
        let mut budget = Budget { steps: STEPS, steps_of_rule: STEPS };
        let found = expand(&rule::read(&rule).unwrap(), start, None, window, 100_000, &mut budget).unwrap();
        let found: Vec<i64> = found.iter().map(seconds).filter(|time| *time != seconds(&start)).collect();
        prop_assert_eq!(found, wanted, "{}", text);
    }
}
