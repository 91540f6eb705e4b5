//! The queue in process: a store and a clock that obey the test.

mod crashes;
mod memory;
mod order;
mod takeover;
