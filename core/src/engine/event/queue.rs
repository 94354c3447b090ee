//! Events to come, in their order.

/// What happens at a moment. At the same moment ends come first, then changes of artefacts, then runs of
/// recurring steps; then those who wait for people are served, and last come starts in the order of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    End,
    Change,
    Recur,
    Start,
}

/// One event, ordered by time, then kind, then what it concerns: an execution for an end, an artefact for a
/// change, else a step. `call` is the call that a start answers (a later one makes it void), or the round of a
/// recurring run. Times are not negative, so that their bits are in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    time: u64,
    rest: u64,
}

impl Event {
    pub(super) fn new(time: f64, kind: Kind, which: usize, call: u32) -> Self {
        Self {
            time: time.to_bits(),
            rest: (kind as u64) << 62 | (which as u64) << 30 | u64::from(call),
        }
    }

    pub(super) fn time(self) -> f64 {
        f64::from_bits(self.time)
    }

    pub(super) fn kind(self) -> Kind {
        match self.rest >> 62 {
            0 => Kind::End,
            1 => Kind::Change,
            2 => Kind::Recur,
            _ => Kind::Start,
        }
    }

    pub(super) fn which(self) -> usize {
        (self.rest >> 30 & 0xffff_ffff) as usize
    }

    pub(super) fn call(self) -> u32 {
        (self.rest & 0x3fff_ffff) as u32
    }
}

/// Events to come, the next one last: there are few at a time, and most are put in near the end.
#[derive(Debug, Default)]
pub(super) struct Events(Vec<Event>);

impl Events {
    pub(super) fn push(&mut self, event: Event) {
        let place = self.0.partition_point(|other| *other > event);
        self.0.insert(place, event);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn next(&self) -> Option<Event> {
        self.0.last().copied()
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }
}
