// Every icon that a template may name. A test compares this list with the templates.
export const ICONS = [
  "arrow-left", "arrow-right", "arrow-up-right", "badge-check", "ban", "bell", "building-2", "calendar", "calendar-check",
  "calendar-days", "calendar-plus", "calendar-search", "camera", "chart-line", "check", "chevron-down", "chevron-left",
  "chevron-right", "circle-alert", "circle-check", "circle-x", "clock", "compass", "copy", "database", "download", "ellipsis",
  "external-link", "eye", "globe", "hourglass", "image", "inbox", "info", "key-round", "keyboard", "layout-dashboard", "link", "lock",
  "log-out", "mail", "map-pin", "maximize", "megaphone", "menu", "minus", "monitor", "moon", "plus", "printer", "qr-code", "receipt",
  "rotate-ccw", "scan-line", "search", "send", "settings", "share-2", "shield-check", "sparkles", "sun", "tag", "ticket",
  "ticket-check", "ticket-x", "trash-2", "triangle-alert", "user", "user-plus", "users", "wallet", "wifi-off", "x",
];
