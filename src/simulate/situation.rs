//! The circumstances of a contact, and how likely they make each experience.

use crate::simulate::contact::{Channel, Experience, Experiences, Period, Reason};
use crate::simulate::customer::{Customer, Segment};
use crate::simulate::dice::Dice;
use crate::simulate::phrases::Register;
use crate::simulate::topic::{N_TOPICS, TOPICS};

/// The circumstances that make an experience likely.
pub(crate) struct Situation {
    pub(crate) channel: Channel,
    pub(crate) reason: Reason,
    /// Whether it was busy on the phone, which brings waiting and transfers together.
    rush: Rush,
    /// What the chances of a bad experience are multiplied by: some contacts just go well.
    luck: f64,
    month: usize,
    period: Period,
    segment: Segment,
}

#[derive(PartialEq, Eq)]
enum Rush {
    Quiet,
    Busy,
}

impl Situation {
    /// Draws the circumstances of a contact in `month`.
    pub(crate) fn draw(customer: &Customer, period: Period, month: usize, dice: &mut Dice) -> Self {
        let south = matches!(customer.province, "Noord-Brabant" | "Limburg");
        let outage = if south && month == period.great_outage() {
            2.2
        } else {
            0.14
        };
        let reason = dice.weighted(&[
            (Reason::Outage, outage),
            (Reason::Quality, 0.15),
            (Reason::Invoice, 0.18),
            (Reason::Delivery, 0.13),
            (Reason::Cancel, 0.09),
            (Reason::Login, 0.09),
            (Reason::Refund, 0.06),
            (Reason::Move, 0.16),
        ]);
        let phone = if customer.register == Register::Formal {
            0.75
        } else {
            0.5
        };
        let channel = dice.weighted(&[
            (Channel::Phone, phone),
            (Channel::Chat, 0.2),
            (Channel::Email, 0.14),
            (Channel::Whatsapp, 0.09),
            (Channel::WebForm, 0.07),
        ]);
        let busy = channel == Channel::Phone && dice.chance(0.34);
        Self {
            channel,
            reason,
            rush: if busy { Rush::Busy } else { Rush::Quiet },
            luck: dice.weighted(&[(0.15, 0.36), (1.0, 0.64)]),
            month,
            period,
            segment: customer.segment,
        }
    }

    /// Draws what was experienced, topic by topic.
    pub(crate) fn experiences(&self, dice: &mut Dice) -> Experiences {
        let mut experiences = [Experience::Nothing; N_TOPICS];
        for topic in 0..N_TOPICS {
            let id = TOPICS[topic].id;
            experiences[topic] = if dice.chance(self.luck * self.chance_bad(id, &experiences)) {
                Experience::Bad
            } else if dice.chance(self.chance_good(id)) {
                Experience::Good
            } else {
                Experience::Nothing
            };
        }
        experiences
    }

    /// Chance of a bad experience; `so_far` holds the topics that come before in the table.
    fn chance_bad(&self, id: &str, so_far: &Experiences) -> f64 {
        let phone = self.channel == Channel::Phone;
        let busy = self.rush == Rush::Busy;
        let about = |reason: Reason, here: f64, elsewhere: f64| {
            if self.reason == reason {
                here
            } else {
                elsewhere
            }
        };
        let bad = |topic: usize| so_far[topic] == Experience::Bad;
        match id {
            "wait.phone" if phone => {
                let base = if busy { 0.6 } else { 0.12 };
                if self.month >= self.period.callback_from() {
                    base * 0.45
                } else {
                    base
                }
            }
            "wait.callback" => {
                if phone {
                    0.06
                } else {
                    0.02
                }
            }
            "wait.response" => match self.channel {
                Channel::Email | Channel::WebForm => 0.3,
                Channel::Whatsapp => 0.12,
                Channel::Phone | Channel::Chat => 0.03,
            },
            "wait.transfer" => match (phone, busy) {
                (true, true) => 0.42,
                (true, false) => 0.06,
                (false, _) => 0.02,
            },
            // Positions 0 and 3: waiting and transfers.
            "wait.menu" if phone => {
                if bad(3) {
                    0.42
                } else if bad(0) {
                    0.25
                } else {
                    0.03
                }
            }
            "staff.friendly" => {
                if busy {
                    0.07
                } else {
                    0.03
                }
            }
            "staff.knowledge" => {
                if phone {
                    0.055
                } else {
                    0.035
                }
            }
            "staff.listening" => {
                if bad(3) {
                    0.08
                } else {
                    0.025
                }
            }
            "staff.promise" => about(Reason::Refund, 0.12, 0.035),
            "resolution.first-time" => {
                let base = match self.reason {
                    Reason::Outage | Reason::Quality => 0.17,
                    Reason::Refund | Reason::Login => 0.13,
                    _ => 0.06,
                };
                if bad(3) { base + 0.08 } else { base }
            }
            "resolution.complaint" => 0.022,
            "resolution.informed" => about(Reason::Outage, 0.14, 0.045),
            "resolution.clarity" => about(Reason::Invoice, 0.1, 0.05),
            "delivery.on-time" => about(Reason::Delivery, 0.34, 0.004),
            "delivery.damaged" => about(Reason::Delivery, 0.07, 0.001),
            "product.quality" => about(Reason::Quality, 0.62, 0.035),
            "product.outage" => about(Reason::Outage, 0.62, 0.02),
            "price.level" => {
                let loyal = if self.segment == Segment::Consumer {
                    0.085
                } else {
                    0.06
                };
                about(Reason::Cancel, 0.35, loyal)
            }
            "price.invoice" => about(Reason::Invoice, 0.42, 0.015),
            "price.refund" => about(Reason::Refund, 0.55, 0.008),
            "contract.cancel" => about(Reason::Cancel, 0.32, 0.004),
            "digital.website" => about(Reason::Login, 0.15, 0.045),
            "digital.login" => about(Reason::Login, 0.6, 0.012),
            "digital.chatbot" => self.chance_bad_chatbot(),
            _ => 0.0,
        }
    }

    /// Rises month by month once the new chatbot is there.
    fn chance_bad_chatbot(&self) -> f64 {
        let contact = if self.channel == Channel::Chat {
            1.0
        } else {
            0.12
        };
        let from = self.period.chatbot_from();
        let rising = match self.month.checked_sub(from) {
            None => 0.05,
            Some(0) => 0.22,
            Some(1) => 0.34,
            Some(2) => 0.46,
            Some(_) => 0.55,
        };
        contact * rising
    }

    fn chance_good(&self, id: &str) -> f64 {
        let spoken = matches!(
            self.channel,
            Channel::Phone | Channel::Chat | Channel::Whatsapp
        );
        let about = |reason: Reason, here: f64, elsewhere: f64| {
            if self.reason == reason {
                here
            } else {
                elsewhere
            }
        };
        match id {
            "wait.phone" if self.channel == Channel::Phone => 0.08,
            "wait.callback" if self.month >= self.period.callback_from() => 0.07,
            "wait.response" => {
                if spoken {
                    0.06
                } else {
                    0.14
                }
            }
            "wait.transfer" => 0.012,
            "wait.menu" if self.channel == Channel::Phone => 0.015,
            "staff.friendly" => {
                if spoken {
                    0.36
                } else {
                    0.1
                }
            }
            "staff.knowledge" => {
                if spoken {
                    0.1
                } else {
                    0.03
                }
            }
            "staff.listening" => {
                if spoken {
                    0.07
                } else {
                    0.02
                }
            }
            "resolution.first-time" => 0.32,
            "resolution.complaint" => 0.008,
            "staff.promise" | "resolution.informed" | "product.outage" => 0.03,
            "delivery.on-time" => about(Reason::Delivery, 0.3, 0.01),
            "delivery.damaged" => about(Reason::Delivery, 0.03, 0.0),
            "resolution.clarity" | "product.quality" => 0.1,
            "price.level" | "digital.website" => 0.05,
            "price.invoice" => about(Reason::Invoice, 0.08, 0.005),
            "price.refund" => about(Reason::Refund, 0.15, 0.006),
            "contract.cancel" => match self.reason {
                Reason::Move => 0.18,
                Reason::Cancel => 0.12,
                _ => 0.002,
            },
            "digital.login" => about(Reason::Login, 0.1, 0.003),
            "digital.chatbot" if self.channel == Channel::Chat => 0.04,
            _ => 0.0,
        }
    }
}
