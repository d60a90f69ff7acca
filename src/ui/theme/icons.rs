//! The icons by what they mean in this program: code points of Phosphor (both weights have the same).

// Actions.
/// `plugs-connected`
pub const CONNECT: &str = "\u{eb5a}";
/// `plugs`
pub const DISCONNECT: &str = "\u{eb56}";
/// `magnifying-glass`
pub const SEARCH: &str = "\u{e30c}";
/// `upload-simple`
pub const UPLOAD: &str = "\u{e4c0}";
/// `download-simple`
pub const DOWNLOAD: &str = "\u{e20c}";
/// `folder-plus`
pub const NEW_FOLDER: &str = "\u{e258}";
/// `dots-three`
pub const MORE: &str = "\u{e1fe}";
/// `arrow-left`
pub const BACK: &str = "\u{e058}";
/// `arrow-right`
pub const FORWARD: &str = "\u{e06c}";
/// `arrow-up`
pub const UP: &str = "\u{e08e}";
/// `arrow-down`
pub const DOWN: &str = "\u{e03e}";
/// `house-simple`
pub const HOME: &str = "\u{e2c6}";
/// `arrows-clockwise`
pub const REFRESH: &str = "\u{e094}";
/// `clock-counter-clockwise`
pub const HISTORY: &str = "\u{e1a0}";
/// `pause`
pub const PAUSE: &str = "\u{e39e}";
/// `play`
pub const PLAY: &str = "\u{e3d0}";
/// `book-open`
pub const BOOK: &str = "\u{e0e6}";
/// `stethoscope`
pub const DOCTOR: &str = "\u{e7ea}";
/// `broom`
pub const CLEAN: &str = "\u{ec54}";
/// `trash`
pub const DELETE: &str = "\u{e4a6}";
/// `x`
pub const CLOSE: &str = "\u{e4f6}";
/// One more.
pub const ADD: &str = "\u{e3d4}";
/// `copy-simple`
pub const COPY: &str = "\u{e1cc}";
/// `pencil-simple`
pub const RENAME: &str = "\u{e3b4}";
/// `arrow-clockwise`
pub const RETRY: &str = "\u{e036}";
/// `arrow-elbow-down-left`
pub const MOVE: &str = "\u{e044}";
/// `sliders-horizontal`
pub const SETTINGS: &str = "\u{e434}";
/// `funnel`
pub const FILTER: &str = "\u{e266}";
/// `export`
pub const EXPORT: &str = "\u{eaf0}";
/// `lifebuoy`
pub const SUPPORT: &str = "\u{e63a}";
/// `skip-forward`
pub const SKIP: &str = "\u{e5a6}";
/// `prohibit`
pub const STOP: &str = "\u{e3de}";

/// `address-book`
pub const SITES: &str = "\u{e6f8}";
/// `plus`
pub const PLUS: &str = "\u{e3d4}";
/// `sort-ascending`
pub const SORT: &str = "\u{e444}";
/// `arrow-counter-clockwise`
pub const UNDO: &str = "\u{e038}";
/// `star`
pub const STAR: &str = "\u{e46a}";

// Signs.
/// `caret-up`
pub const CARET_UP: &str = "\u{e13c}";
/// `caret-down`
pub const CARET_DOWN: &str = "\u{e136}";
/// `caret-right`
pub const CARET_RIGHT: &str = "\u{e13a}";
/// `check`
pub const CHECK: &str = "\u{e182}";
/// `circle`
pub const CIRCLE: &str = "\u{e18a}";
/// `circle-notch`
pub const SPINNER: &str = "\u{eb44}";
/// `info`
pub const INFO: &str = "\u{e2ce}";
/// `warning`
pub const WARNING: &str = "\u{e4e0}";
/// `warning-circle`
pub const WARNING_CIRCLE: &str = "\u{e4e2}";
/// `warning-octagon`
pub const ERROR: &str = "\u{e4e4}";
/// `check-circle`
pub const DONE: &str = "\u{e184}";
/// `x-circle`
pub const FAILED: &str = "\u{e4f8}";
/// `lock-simple`
pub const LOCK: &str = "\u{e308}";
/// `lock-simple-open`
pub const LOCK_OPEN: &str = "\u{e30a}";
/// `key`
pub const KEY: &str = "\u{e2d6}";
/// `password`
pub const PASSWORD: &str = "\u{e752}";
/// `eye`
pub const EYE: &str = "\u{e220}";
/// `eye-slash`
pub const EYE_OFF: &str = "\u{e224}";
/// `shield-warning`
pub const SHIELD_WARNING: &str = "\u{e412}";
/// `shield-check`
pub const SHIELD_CHECK: &str = "\u{e40c}";
/// `fingerprint-simple`
pub const FINGERPRINT: &str = "\u{e240}";
/// `user`
pub const USER: &str = "\u{e4c2}";
/// `plug`
pub const PLUG: &str = "\u{e946}";

// Places and files.
/// `terminal-window`
pub const TERMINAL: &str = "\u{eae8}";
/// `laptop`
pub const COMPUTER: &str = "\u{e586}";
/// `hard-drives`
pub const SERVER: &str = "\u{e2a0}";
/// `hard-drive`
pub const DISK: &str = "\u{e29e}";
/// `folder-simple`
pub const FOLDER: &str = "\u{e25a}";
/// `folder-open`
pub const FOLDER_OPEN: &str = "\u{e256}";
/// `file`
pub const FILE: &str = "\u{e230}";
/// `file-code`
pub const FILE_CODE: &str = "\u{e914}";
/// `file-css`
pub const FILE_CSS: &str = "\u{eb34}";
/// `file-zip`
pub const FILE_ARCHIVE: &str = "\u{e958}";
/// `file-pdf`
pub const FILE_PDF: &str = "\u{e702}";
/// `file-text`
pub const FILE_TEXT: &str = "\u{e23a}";
/// `file-image`
pub const FILE_IMAGE: &str = "\u{ea24}";
/// `file-audio`
pub const FILE_AUDIO: &str = "\u{ea20}";
/// `file-video`
pub const FILE_VIDEO: &str = "\u{ea22}";
/// `file-lock`
pub const FILE_SECRET: &str = "\u{e95c}";
/// `file-dashed`
pub const FILE_SPECIAL: &str = "\u{e704}";
/// `file-x`
pub const FILE_UNSAFE: &str = "\u{e23c}";
/// `files`
pub const FILES: &str = "\u{e710}";
/// `link-simple`
pub const LINK: &str = "\u{e2e6}";
/// `link-break`
pub const LINK_BROKEN: &str = "\u{e2e4}";
/// `signature`
pub const SIGNATURE: &str = "\u{ebac}";
