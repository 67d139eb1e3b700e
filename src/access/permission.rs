//! Permissions and roles (see the table in `domain.md`).

use serde::{Deserialize, Deserializer};

crate::string_enum! {
    /// A permission.
    Permission {
        CompanyManage = "company.manage",
        UsersManage = "users.manage",
        EmployeesRead = "employees.read",
        EmployeesManage = "employees.manage",
        EnquiriesWork = "enquiries.work",
        EnquiriesManage = "enquiries.manage",
        LeadsWork = "leads.work",
        LeadsManage = "leads.manage",
        OrdersWork = "orders.work",
        CampaignsManage = "campaigns.manage",
        BookingsWork = "bookings.work",
        BookingsManage = "bookings.manage",
        BookingsPurge = "bookings.purge",
        PaymentsWork = "payments.work",
        PaymentsManage = "payments.manage",
        AnalyticsRead = "analytics.read",
        AuditRead = "audit.read",
        IntegrationsManage = "integrations.manage",
    }
}

use Permission::*;

const SALES: &[Permission] =
    &[EmployeesRead, EnquiriesWork, LeadsWork, OrdersWork, BookingsWork, PaymentsWork];
const HR: &[Permission] = &[EmployeesRead, EmployeesManage];
const MANAGER: &[Permission] = &[
    EmployeesRead,
    EnquiriesWork,
    EnquiriesManage,
    LeadsWork,
    LeadsManage,
    OrdersWork,
    CampaignsManage,
    BookingsWork,
    BookingsManage,
    PaymentsWork,
    PaymentsManage,
    AnalyticsRead,
];
const DEV: &[Permission] = &[
    CompanyManage,
    UsersManage,
    EmployeesRead,
    EnquiriesWork,
    EnquiriesManage,
    LeadsWork,
    LeadsManage,
    OrdersWork,
    CampaignsManage,
    BookingsWork,
    BookingsManage,
    PaymentsWork,
    AnalyticsRead,
    AuditRead,
    IntegrationsManage,
];
const ADMIN: &[Permission] = &[
    CompanyManage,
    UsersManage,
    EmployeesRead,
    EmployeesManage,
    EnquiriesWork,
    EnquiriesManage,
    LeadsWork,
    LeadsManage,
    OrdersWork,
    CampaignsManage,
    BookingsWork,
    BookingsManage,
    PaymentsWork,
    PaymentsManage,
    AnalyticsRead,
    AuditRead,
    IntegrationsManage,
];

crate::string_enum! {
    /// A named set of permissions.
    Role {
        Admin = "admin",
        SeniorAdmin = "senior_admin",
        Manager = "manager",
        SalesExecutive = "sales_executive",
        Counselor = "counselor",
        Employee = "employee",
        Hr = "hr",
        Dev = "dev",
        Srdev = "srdev",
    }
}

impl Role {
    /// Parses a role in any letter case, with a space, `-` or `_` between the words, as the seeds spell them.
    pub fn from_any_spelling(text: &str) -> Result<Self, String> {
        let plain = text.trim().to_lowercase().replace([' ', '-'], "_");
        let all = || Self::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
        Self::try_from(plain).map_err(|_| format!("must be one of {}", all()))
    }
    /// Deserialises a role in any of these spellings.
    pub fn deserialize_any_spelling<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_any_spelling(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
    /// Like `deserialize_any_spelling`, for an optional role.
    pub fn deserialize_optional<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| Self::from_any_spelling(&text).map_err(serde::de::Error::custom)).transpose()
    }
    pub const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Admin => ADMIN,
            Self::Dev => DEV,
            Self::SeniorAdmin | Self::Srdev => Permission::ALL,
            Self::Manager => MANAGER,
            Self::SalesExecutive | Self::Counselor | Self::Employee => SALES,
            Self::Hr => HR,
        }
    }
    pub fn allows(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
    /// Whether this role has all of `other`'s permissions, and so may assign it.
    pub fn includes_all_of(self, other: Self) -> bool {
        other.permissions().iter().all(|permission| self.allows(*permission))
    }
    /// The roles that hold a permission.
    pub fn holding(permission: Permission) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |role| role.allows(permission))
    }
}
