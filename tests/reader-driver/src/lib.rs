//! A reader driver.
