//! Activities and tasks. A task announces the next step of a journey and is done with it, so that open tasks are about
//! work that is really in progress.

use chrono::Duration;

use super::{
    Seller, World,
    journey::{Journey, Next},
};
use crate::{
    access::{Actor, Permission},
    db::Tx,
    demo::{
        random::chance,
        texts::{self, Lines},
    },
    error::{Error, Result},
    features::timeline::{self, ActivityId, ActivityKind, NewActivity, TaskPatch},
    time::Time,
};

/// What a seller has to do: tasks that are overdue, due today, and due in the following days.
const OVERDUE: usize = 2;
const TODAY: usize = 4;
const LATER: usize = 3;

impl World<'_> {
    /// A seller's plan for the coming days, for contacts in progress.
    pub(super) async fn plan_tasks(&self, seller: &Seller, journeys: &[Journey]) -> Result<()> {
        let me = seller.actor.employee()?.id;
        let is_mine =
            |journey: &&Journey| journey.owner.employee_id() == Some(me) && journey.contact.is_some();
        let mut mine: Vec<_> =
            journeys.iter().filter(is_mine).filter_map(|journey| self.pending(journey)).collect();
        // Those without a task first, then in the order of their steps.
        mine.sort_unstable_by_key(|(journey, next)| (journey.task.is_some(), next.at));
        let mut tx = Tx::begin(self.db, seller.actor.clone()).await?;
        for (n, (journey, next)) in mine.iter().cycle().take(OVERDUE + TODAY + LATER).enumerate() {
            let Some(lines) = next.step.tasks() else { continue };
            let due = match n {
                _ if n < OVERDUE => self.calendar.earlier(self.end),
                _ if n < OVERDUE + TODAY => self.calendar.later_today(self.end),
                _ => self.calendar.days_later(self.end, 1, 8),
            };
            add_task(self, &mut tx, journey, lines, due).await?;
        }
        if let Some((journey, _)) = mine.last().filter(|_| !seller.actor.can(Permission::LeadsManage)) {
            log(&mut tx, journey, ActivityKind::Note, &texts::QUESTIONS).await?;
        }
        tx.commit().await
    }

    /// The journey's next step, if it is in the future and the rep's.
    fn pending<'j>(&self, journey: &'j Journey) -> Option<(&'j Journey, Next)> {
        let next = journey.next.filter(|next| next.at > self.end && next.step.tasks().is_some())?;
        Some((journey, next))
    }

    /// Somebody who may qualify leads by hand.
    pub(super) fn manager(&self) -> Result<Actor> {
        let manager = self.sellers.iter().rev().find(|seller| seller.actor.can(Permission::LeadsManage));
        manager
            .map(|seller| seller.actor.clone())
            .ok_or_else(|| Error::internal("the demo company has no manager"))
    }
}

/// Adds an activity to the timeline.
pub(super) async fn log(tx: &mut Tx, journey: &Journey, kind: ActivityKind, lines: &Lines) -> Result<()> {
    let text = lines.about(&journey.prospect);
    let new = NewActivity { kind, text, occurred_at: None, due_at: None, assignee_id: None };
    timeline::log(tx, journey.contact()?, new).await?;
    Ok(())
}

/// Does the task of the step that is being taken.
pub(super) async fn finish_task(tx: &mut Tx, journey: &mut Journey) -> Result<()> {
    let Some(task) = journey.task.take() else { return Ok(()) };
    let done = TaskPatch { done: Some(true), due_at: None, assignee_id: None, text: None };
    timeline::change_task(tx, task, done).await?;
    Ok(())
}

/// Does the task of the step that is being taken, and adds one for the next step, more often for recent ones.
pub(super) async fn replace_task(
    world: &World<'_>,
    tx: &mut Tx,
    journey: &mut Journey,
    next: Next,
) -> Result<()> {
    finish_task(tx, journey).await?;
    let is_recent = world.end.since(tx.now()) < Duration::days(30);
    if let Some(lines) = next.step.tasks().filter(|_| chance(if is_recent { 0.6 } else { 0.08 })) {
        let due = world.calendar.rounded(next.at);
        journey.task = Some(add_task(world, tx, journey, lines, due).await?);
    }
    Ok(())
}

async fn add_task(
    world: &World<'_>,
    tx: &mut Tx,
    journey: &Journey,
    lines: &Lines,
    due: Time,
) -> Result<ActivityId> {
    let new = NewActivity {
        kind: ActivityKind::Task,
        text: lines.about(&journey.prospect),
        occurred_at: None,
        due_at: Some(world.calendar.rounded(due).max(tx.now())),
        assignee_id: None,
    };
    Ok(timeline::log(tx, journey.contact()?, new).await?.activity.id)
}
