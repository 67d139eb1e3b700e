use super::Import;
use crate::{
    events,
    events::{Audience, Payload},
    id::RecordId,
};

events! {
    PROGRESS: Import = "import:progress", "An import made progress.";
    DONE: Import = "import:done", "An import ended, successfully or not.";
}

impl Payload for Import {
    const ENTITY: &'static str = "import";
    const AUDIENCE_TEXT: &'static str = "the employee who started it";
    fn id(&self) -> RecordId {
        self.id.record()
    }
    fn audience(&self) -> Audience {
        Audience::Employees(vec![self.started_by.id])
    }
}
