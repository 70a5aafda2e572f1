//! Which language, how sure; sentences and the parts of an e-mail.
