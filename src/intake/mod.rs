//! Files to records; row faults to rejections.
