//! A day of twenty installs on one account, on a simulated clock: what each does by itself keeps all of them within the share, without any
//! knowing of another. The client's own throttle and the simulator's own limits, with nothing between them.

use hubspot::{Policy, Share, Throttle};
use hubspot_sim::{Meter, Metered, Tier};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use std::{cmp::Reverse, collections::BinaryHeap};

const DAY_MS: u64 = 86_400_000;
/// The time between two background runs, as the window has it, before chance and haste.
const EVERY_MS: f64 = 300_000.0;
const INSTALLS: usize = 20;

/// The calls of a run in which little has changed: a search of each type, the associations by themselves, what is planned.
fn news() -> Vec<Policy> {
    [vec![Policy::Search; 9], vec![Policy::Associations; 13], vec![Policy::TenSecondly; 4]].concat()
}

/// An install: what it still has to do in this run, and how the day has gone for it.
struct Install {
    rng: StdRng,
    throttle: Throttle,
    share: Share,
    todo: Vec<Policy>,
    /// Pages of the day's sweep that are still to be read.
    sweep: usize,
    made: usize,
    finished: Vec<u64>,
    daily: Option<(usize, usize)>,
    is_interactive: bool,
}

impl Install {
    fn new(seed: u64, pages: usize) -> Self {
        let share = Share { in_background: true, ..Share::default() };
        Self {
            rng: StdRng::seed_from_u64(seed),
            throttle: Throttle::new(share),
            share,
            todo: Vec::new(),
            sweep: pages,
            made: 0,
            finished: Vec::new(),
            daily: None,
            is_interactive: false,
        }
    }

    /// Begins a run: a client of its own, as each run has. Now and then somebody presses the key, and waits.
    fn begin(&mut self, now: u64) {
        let hour = now / 3_600_000 % 24;
        self.is_interactive = (9..17).contains(&hour) && self.rng.random_bool(0.1);
        self.share = Share { in_background: !self.is_interactive, made_today: self.made, ..Share::default() };
        self.throttle = Throttle::new(self.share);
        self.todo = if self.is_interactive { vec![Policy::TenSecondly; 6] } else { news() };
        if !self.is_interactive {
            let slice = self.sweep.min(100);
            self.sweep -= slice;
            self.todo.extend(vec![Policy::TenSecondly; slice]);
        }
    }

    /// When the next run begins.
    fn rest(&mut self, now: u64) -> u64 {
        let passed = (now % DAY_MS) as f64 / DAY_MS as f64;
        let slower = self.daily.map_or(1, |(max, left)| self.share.slower(max, left, passed));
        now + (EVERY_MS * f64::from(slower) * self.rng.random_range(0.6..1.4)) as u64
    }
}

/// What a day came to.
struct Day {
    refused: Vec<&'static str>,
    /// Foreword's calls of the day, all installs together.
    made: usize,
    /// The calls in the fullest ten seconds, of those that count there.
    fullest: usize,
    installs: Vec<Install>,
}

fn a_day(tier: Tier, pages: usize, others_every_ms: Option<u64>, seed: u64) -> Day {
    let mut meter = Meter::of(tier);
    let mut installs: Vec<Install> = (0..INSTALLS).map(|n| Install::new(seed + n as u64, pages)).collect();
    // Everybody starts at nine sharp, as after a power cut: chance alone sets them apart.
    let mut queue: BinaryHeap<Reverse<(u64, usize)>> = (0..INSTALLS).map(|n| Reverse((0, n))).collect();
    if let Some(every) = others_every_ms {
        queue.push(Reverse((every, INSTALLS)));
    }
    let (mut refused, mut plain) = (Vec::new(), Vec::<u64>::new());
    let mut is_on_the_way = [false; INSTALLS];
    while let Some(Reverse((now, who))) = queue.pop() {
        if DAY_MS <= now {
            break;
        }
        if who == INSTALLS {
            // The customer's other apps; what becomes of them is theirs.
            let _ = meter.take(Metered::Plain, now as i64, 1);
            queue.push(Reverse((now + others_every_ms.unwrap_or(DAY_MS), who)));
            continue;
        }
        let install = &mut installs[who];
        let Some(policy) = install.todo.last().copied() else {
            if install.made == 0 && install.finished.is_empty() && now == 0 {
                let first = (EVERY_MS * install.rng.random_range(0.0..1.0)) as u64;
                install.begin(first);
                queue.push(Reverse((first, who)));
                continue;
            }
            install.finished.push(now);
            let next = install.rest(now);
            install.begin(next);
            queue.push(Reverse((next, who)));
            continue;
        };
        if !is_on_the_way[who] {
            let wait = install.throttle.reserve(policy, now);
            is_on_the_way[who] = true;
            queue.push(Reverse((now + wait, who)));
            continue;
        }
        is_on_the_way[who] = false;
        install.todo.pop();
        let metered = match policy {
            Policy::TenSecondly => Metered::Plain,
            Policy::Search => Metered::Search,
            Policy::Associations => Metered::Associations,
        };
        install.made += 1;
        if policy == Policy::TenSecondly {
            plain.push(now);
        }
        match meter.take(metered, now as i64, 1) {
            Err(limit) => refused.push(limit),
            Ok(announced) => {
                install.daily = announced.daily.or(install.daily);
                if let Some((max, left)) = announced.ten_seconds {
                    let jitter = install.rng.random_range(0.0..1.0);
                    install.throttle.learn(policy, now, max, left, jitter);
                }
            }
        }
        let answered = now + install.rng.random_range(150..700);
        queue.push(Reverse((answered, who)));
    }
    let fullest =
        (0..plain.len()).map(|first| plain[first..].iter().take_while(|at| **at < plain[first] + 10_000).count()).max();
    Day { refused, made: installs.iter().map(|install| install.made).sum(), fullest: fullest.unwrap_or(0), installs }
}

fn worst_gap_min(install: &Install) -> u64 {
    let gaps = install.finished.windows(2).map(|two| two[1] - two[0]);
    gaps.max().unwrap_or(DAY_MS) / 60_000
}

#[test]
fn twenty_installs_keep_within_the_share_for_a_day() {
    for seed in [1, 2, 3] {
        // The smallest tier, and a portal of some eighty thousand records that each looks through once a day.
        let day = a_day(Tier::Free, 800, None, seed * 1_000);
        let gaps: Vec<u64> = day.installs.iter().map(worst_gap_min).collect();
        println!(
            "{} calls, fullest ten seconds {}, gaps {gaps:?}, refused {}",
            day.made,
            day.fullest,
            day.refused.len()
        );
        assert_eq!(day.refused, Vec::<&str>::new(), "no 429");
        assert!(day.made <= 250_000 / 4, "{} calls are more than a quarter", day.made);
        assert!(day.installs.iter().all(|install| install.sweep == 0), "everybody has looked everything through");
        assert!(day.fullest <= 25, "{} calls in ten seconds are more than a quarter", day.fullest);
        assert!(gaps.iter().all(|gap| *gap <= 60), "nobody is starved: {gaps:?}");
    }
}

#[test]
fn other_apps_are_given_way_to_and_nobody_starves() {
    // Another app makes six calls a second of the ten that the account has: more than twice what the day allows is not left.
    let day = a_day(Tier::Pro, 800, Some(160), 9_000);
    let gaps: Vec<u64> = day.installs.iter().map(worst_gap_min).collect();
    println!("{} calls, fullest ten seconds {}, gaps {gaps:?}, refused {}", day.made, day.fullest, day.refused.len());
    assert_eq!(day.refused, Vec::<&str>::new(), "no 429");
    assert!(gaps.iter().all(|gap| *gap <= 60), "nobody is starved: {gaps:?}");
}
