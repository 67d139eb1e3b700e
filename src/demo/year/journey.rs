//! A prospect's way from the first contact to an order, or to the end.

use chrono::NaiveDate;

use crate::{
    access::Actor,
    demo::{
        people::Prospect,
        random::chance,
        texts::{self, Lines},
    },
    error::{Error, Result},
    features::{
        contacts::ContactId, correspondence::EmailId, enquiries::EnquiryId, pipeline::OpportunityId,
        timeline::ActivityId,
    },
    time::Time,
};

pub struct Journey {
    pub prospect: Prospect,
    pub owner: Actor,
    pub next: Option<Next>,
    pub enquiry: Option<EnquiryId>,
    pub contact: Option<ContactId>,
    pub opportunity: Option<OpenOpportunity>,
    /// The task for the next step.
    pub task: Option<ActivityId>,
    /// The number of mails that the prospect has not answered.
    pub attempts: u8,
    /// Whether the prospect decides within days.
    pub is_eager: bool,
    /// The ratings of the calls at stage MQL.
    pub ratings: Vec<i64>,
}

pub struct OpenOpportunity {
    pub id: OpportunityId,
    pub value: i64,
    pub close_on: NaiveDate,
    pub has_proposal: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Next {
    pub at: Time,
    pub step: Step,
}

#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// Submits the public form.
    Submit,
    /// Submits the public form, and is not claimed.
    SubmitOnly,
    Claim,
    Contact,
    /// Converts or loses the enquiry.
    Decide,
    /// A rep creates the lead.
    Create,
    Introduce,
    /// The prospect opens a mail, and maybe clicks its link.
    Read {
        email: EmailId,
        clicks: bool,
    },
    Remind,
    /// A call at stage MQL.
    Qualify,
    /// A call at stage SQL, and an opportunity.
    Offer,
    Pursue,
    Close,
    /// A customer's feedback.
    Review,
    /// Another opportunity with a customer.
    Extend,
    Reopen,
}

impl Journey {
    pub fn new(prospect: Prospect, owner: Actor, first: Next) -> Self {
        Self {
            prospect,
            owner,
            next: Some(first),
            enquiry: None,
            contact: None,
            opportunity: None,
            task: None,
            attempts: 0,
            is_eager: chance(0.2),
            ratings: vec![],
        }
    }
    pub fn contact(&self) -> Result<ContactId> {
        self.contact.ok_or_else(|| Error::internal("the journey has no contact"))
    }
    pub fn enquiry(&self) -> Result<EnquiryId> {
        self.enquiry.ok_or_else(|| Error::internal("the journey has no enquiry"))
    }
}

impl Step {
    /// The texts of a task for this step. Steps of prospects have none.
    pub fn tasks(self) -> Option<&'static Lines> {
        match self {
            Self::Introduce | Self::Remind | Self::Read { .. } => Some(&texts::LEAD_TASKS),
            Self::Qualify => Some(&texts::MQL_TASKS),
            Self::Offer => Some(&texts::SQL_TASKS),
            Self::Pursue | Self::Close => Some(&texts::OPPORTUNITY_TASKS),
            Self::Review | Self::Extend => Some(&texts::CUSTOMER_TASKS),
            Self::Submit
            | Self::SubmitOnly
            | Self::Claim
            | Self::Contact
            | Self::Decide
            | Self::Create
            | Self::Reopen => None,
        }
    }
}
