-- What a quarantined row or event was, so that it can be tried again; null for what was set aside before.

alter table quarantine add column content text;
