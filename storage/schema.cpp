#include "storage/schema.hpp"

namespace medisc {
namespace {

// Comments inside stay in the database, for whoever types .schema in the sqlite3 shell.
constexpr const char* kTables = R"sql(
CREATE TABLE plans(
  hash TEXT PRIMARY KEY,
  model TEXT NOT NULL,
  ring_bits INTEGER NOT NULL,
  encoded BLOB NOT NULL,
  added_at TEXT NOT NULL,
  service TEXT NOT NULL       -- public key; '': not known
);
CREATE INDEX plans_by_model ON plans(model, added_at);

CREATE TABLE pools(
  id INTEGER PRIMARY KEY,
  plan_hash TEXT NOT NULL REFERENCES plans(hash),
  hospital TEXT NOT NULL,     -- public key
  service TEXT NOT NULL,      -- public key
  mask BLOB,                  -- dealer: seed of a1; service: that seed, sealed
  mask_tag BLOB,              -- hospital: of the mask a1 in its D = W - a1
  weight_chunks INTEGER NOT NULL DEFAULT 0,  -- that D has, once some of it is here
  created_at TEXT NOT NULL,
  pace_us INTEGER,            -- what a bundle took the last time: to deal, to prepare
  UNIQUE(plan_hash, hospital, service)
);

CREATE TABLE masked_weights(
  place INTEGER PRIMARY KEY,  -- 65536 * pool + index: a chunk of the hospital's D
  bytes BLOB NOT NULL
);

CREATE TABLE bundles(
  serial INTEGER PRIMARY KEY AUTOINCREMENT,
  pool_id INTEGER NOT NULL REFERENCES pools(id),
  id TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK(state IN ('partial', 'dealt', 'delivered', 'prepared', 'consumed', 'burned')),
  session_id TEXT,            -- what consumed it
  reason TEXT,                -- why it was burned
  changed_at TEXT NOT NULL,
  chunks INTEGER NOT NULL,    -- that the service's half has; 0: none of it is here
  UNIQUE(pool_id, id)
);
-- Who is next in a state, and how many have changed lately: reads this index alone.
CREATE INDEX bundles_by_change ON bundles(pool_id, state, changed_at);

CREATE TABLE materials(
  place INTEGER PRIMARY KEY,  -- 65536 * slot, a sealed seed; + 1 + index, a chunk.
                              -- slot: 4 * serial of the bundle, + 0: the hospital's half,
                              -- 1: the service's half, 2: openings
  bytes BLOB NOT NULL         -- seeds and openings under the slot's key; chunks of a half
                              -- under its seed
);

CREATE TABLE material_keys(
  lot INTEGER PRIMARY KEY,    -- of 512 slots
  padding BLOB NOT NULL,      -- a page of zeros: keeps the keys on pages that nothing moves
  keys BLOB NOT NULL          -- 32 bytes a slot; zeros: none, or erased
);

-- Consumed bundles whose session still reads their rows. Their keys are gone from here.
CREATE TABLE being_read(
  serial INTEGER PRIMARY KEY REFERENCES bundles(serial),
  session_id TEXT NOT NULL
);

-- How an old copy of this database is found out: old_copy.hpp.
CREATE TABLE spent_counts(
  peer TEXT PRIMARY KEY,                -- public key; '': all of them together
  own INTEGER NOT NULL DEFAULT 0,       -- bundles spent with the peer, ever
  peer_own INTEGER NOT NULL DEFAULT 0   -- the most that the peer has told of its own
) WITHOUT ROWID;

-- Claims stand apart from their bundles. Whose an owner's number is: see ownership.hpp.
CREATE TABLE claims(
  serial INTEGER PRIMARY KEY REFERENCES bundles(serial),
  owner INTEGER NOT NULL      -- the store that holds the bundle for its job
);

CREATE TABLE sessions(
  id TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  model TEXT NOT NULL,
  plan_hash TEXT NOT NULL,
  peer TEXT NOT NULL,
  records INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('running', 'done', 'failed')),
  error TEXT,
  started_at TEXT NOT NULL,
  online_us INTEGER NOT NULL DEFAULT 0,
  total_us INTEGER NOT NULL DEFAULT 0,
  payload_up INTEGER NOT NULL DEFAULT 0,
  payload_down INTEGER NOT NULL DEFAULT 0,
  wire_up INTEGER NOT NULL DEFAULT 0,
  wire_down INTEGER NOT NULL DEFAULT 0,
  flights INTEGER NOT NULL DEFAULT 0,
  owner INTEGER               -- the store that runs it
);
CREATE INDEX sessions_by_time ON sessions(started_at);

CREATE TABLE layers(
  session_id TEXT NOT NULL REFERENCES sessions(id),
  step INTEGER NOT NULL,
  name TEXT NOT NULL,
  op TEXT NOT NULL,
  online_us INTEGER NOT NULL,
  bits_up INTEGER NOT NULL,
  bits_down INTEGER NOT NULL,
  flights INTEGER NOT NULL,
  PRIMARY KEY(session_id, step)
);

-- A hospital's, from here on. What tells of a patient is sealed: results/kept_result.hpp.
CREATE TABLE site_secret(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  sealed BLOB NOT NULL        -- under the hospital's secret key
);

CREATE TABLE requests(
  id TEXT PRIMARY KEY,
  tag BLOB,                   -- keyed hash of what the asker calls it, if anything
  asker TEXT NOT NULL,
  door TEXT NOT NULL,         -- how it came: command, http, dicom, ...
  model TEXT NOT NULL,
  service TEXT NOT NULL,      -- public key
  plan_hash TEXT NOT NULL REFERENCES plans(hash),
  records INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('running', 'done', 'failed', 'cancelled')),
  error TEXT,
  arrived_at TEXT NOT NULL,
  ended_at TEXT,
  owner INTEGER               -- the store that runs it
);
CREATE UNIQUE INDEX requests_by_tag ON requests(tag) WHERE tag IS NOT NULL;

-- In the order of time: what is newest is found by its serial.
CREATE TABLE results(
  serial INTEGER PRIMARY KEY,
  request TEXT NOT NULL REFERENCES requests(id),
  place INTEGER NOT NULL,     -- of the record in its request
  session TEXT NOT NULL,
  made_at TEXT NOT NULL,
  record_tag BLOB NOT NULL,   -- keyed hash of the record's id
  sealed BLOB NOT NULL,
  UNIQUE(request, place)
);
CREATE INDEX results_by_record ON results(record_tag);

CREATE TABLE audit(
  number INTEGER PRIMARY KEY, -- 1, 2, ... without a gap
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  asker TEXT NOT NULL,
  request TEXT NOT NULL,
  detail TEXT NOT NULL,
  chain BLOB NOT NULL         -- audit_chain.hpp
);
)sql";

Result<void> check_origin(sqlite::Connection& connection, const std::filesystem::path& path) {
  // One statement, so that another process that makes the tables just now is seen before or
  // after, not half way.
  auto origin = connection.prepare(
      "SELECT (SELECT count(*) FROM sqlite_master), application_id, user_version"
      " FROM pragma_application_id, pragma_user_version");
  auto row = origin.step();
  if (!row) return tl::unexpected(row.error());
  const std::int64_t tables = origin.integer(0);
  const std::int64_t application = origin.integer(1);
  const std::int64_t version = origin.integer(2);

  const bool empty = tables == 0 && application == 0 && version == 0;
  if (!empty && application != kApplicationId) {
    return fail(
        ErrorCode::kStorage,
        "database " + path.string() + " belongs to another program: found application_id " +
            std::to_string(application) + ", expected " + std::to_string(kApplicationId),
        "name another file in the configuration");
  }
  if (version > kSchemaVersion) {
    return fail(ErrorCode::kStorage,
                "database " + path.string() + " was written by a newer MediSC: found schema " +
                    std::to_string(version) + ", expected at most " +
                    std::to_string(kSchemaVersion),
                "upgrade this MediSC");
  }
  if (version != 0 && version < kSchemaVersion) {
    return fail(ErrorCode::kStorage,
                "database " + path.string() + " was written by an older MediSC: found schema " +
                    std::to_string(version) + ", expected " + std::to_string(kSchemaVersion),
                "move the file away, at all parties, and fill new pools");
  }
  return {};
}

Result<void> set_up(sqlite::Connection& connection, const std::filesystem::path& path,
                    std::int64_t page_bytes) {
  // temp_store: what SQLite puts aside while a statement runs must not reach a temporary file.
  auto set = connection.execute("PRAGMA page_size = " + std::to_string(page_bytes) +
                                "; PRAGMA synchronous = FULL"
                                "; PRAGMA secure_delete = FAST"
                                "; PRAGMA foreign_keys = ON"
                                "; PRAGMA temp_store = MEMORY");
  if (!set) return set;
  const auto journal = connection.text("PRAGMA journal_mode = WAL");
  if (!journal) return tl::unexpected(journal.error());
  if (*journal != "wal") {
    return fail(ErrorCode::kStorage,
                "database " + path.string() +
                    " can't keep a write-ahead log: journal mode is " + *journal,
                "put it on a local disk");
  }
  return {};
}

Result<void> make_tables(sqlite::Connection& connection) {
  return sqlite::in_transaction(connection, [&]() -> Result<void> {
    // Read again under the lock: another process may have been first.
    const auto version = connection.integer("PRAGMA user_version");
    if (!version) return tl::unexpected(version.error());
    if (*version == kSchemaVersion) return {};
    if (auto made = connection.execute(kTables); !made) return made;
    return connection.execute("PRAGMA application_id = " + std::to_string(kApplicationId) +
                              "; PRAGMA user_version = " + std::to_string(kSchemaVersion));
  });
}

}  // namespace

Result<void> prepare_schema(sqlite::Connection& connection, const std::filesystem::path& path,
                            std::int64_t page_bytes) {
  if (auto ours = check_origin(connection, path); !ours) return ours;
  if (auto set = set_up(connection, path, page_bytes); !set) return set;
  const auto version = connection.integer("PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  return *version < kSchemaVersion ? make_tables(connection) : Result<void>{};
}

}  // namespace medisc
