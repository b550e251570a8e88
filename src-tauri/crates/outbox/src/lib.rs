//! Proposals, approval, sending and read-back: the only writer to HubSpot.
