#include "cli/evaluation_state.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <sodium.h>

#include "records/file_bytes.hpp"
#include "ring/word.hpp"
#include "storage/database_file.hpp"

namespace medisc {
namespace {

/// PRAGMA application_id: "MDSE".
constexpr std::int64_t kStateId = 0x4d445345;

constexpr const char* kTables = R"sql(
CREATE TABLE evaluation(plan TEXT NOT NULL, records TEXT NOT NULL, service TEXT NOT NULL);
CREATE TABLE results(
  record INTEGER PRIMARY KEY,   -- row of the file, from 0
  logits TEXT NOT NULL,         -- integers at the plan's scale, divided by blanks
  online_ns INTEGER NOT NULL,   -- this and the next two: the record's part of its session
  millibytes_up INTEGER NOT NULL,
  millibytes_down INTEGER NOT NULL,
  flights INTEGER NOT NULL
);
)sql";

std::string written(const std::vector<std::int64_t>& logits) {
  std::string text;
  for (const std::int64_t logit : logits) {
    text += (text.empty() ? "" : " ") + std::to_string(logit);
  }
  return text;
}

std::vector<std::int64_t> read_back(const std::string& text) {
  std::vector<std::int64_t> logits;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    std::int64_t value = 0;
    const auto [next, failure] = std::from_chars(at, end, value);
    if (failure != std::errc{}) return {};
    logits.push_back(value);
    at = next < end ? next + 1 : end;
  }
  return logits;
}

std::int64_t thousandths(double value) {
  return std::llround(value * 1000);
}

tl::unexpected<Error> other_evaluation(const std::filesystem::path& file,
                                       const std::string& what) {
  return fail(ErrorCode::kUsage,
              file.string() + " holds the state of another evaluation: of other " + what,
              "name another file with --state, or remove it to start over");
}

/// The file itself; of a folder of images all files in it, in order.
Result<std::vector<std::filesystem::path>> files_in(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return std::vector{path};
  std::vector<std::filesystem::path> files;
  for (std::filesystem::recursive_directory_iterator at(path, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code unknown;
    if (at->is_regular_file(unknown)) files.push_back(at->path());
  }
  if (error) {
    return fail(ErrorCode::kBadInput, path.string() + " can't be read",
                "check the path and its permissions");
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::string> hash_of_file(const std::filesystem::path& file, const std::string& text) {
  crypto_generichash_state state;
  std::array<unsigned char, 32> hash;
  crypto_generichash_init(&state, nullptr, 0, hash.size());
  const auto add = [&](const std::string& bytes) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  };
  const auto files = files_in(file);
  if (!files) return tl::unexpected<Error>(files.error());
  for (const std::filesystem::path& one : *files) {
    const auto bytes = read_file(one);
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    // Of a folder names tell, too, and lengths where each ends.
    if (one != file) {
      add(one.lexically_relative(file).string() + '\n' + std::to_string(bytes->size()) + '\n');
    }
    add(*bytes);
  }
  add(text);
  crypto_generichash_final(&state, hash.data(), hash.size());
  std::array<char, 2 * hash.size() + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return std::string(hex.data());
}

std::filesystem::path default_state_file(const std::filesystem::path& database,
                                         const EvaluationKey& key) {
  return database.parent_path() /
         ("evaluation-" + key.plan.substr(0, 12) + "-" + key.records.substr(0, 12) + "-" +
          key.service.substr(0, 12) + ".state");
}

Result<EvaluationState> EvaluationState::open(const std::filesystem::path& file,
                                              const EvaluationKey& key) {
  if (auto secured = secure_database_file(file, true); !secured) {
    return tl::unexpected<Error>(secured.error());
  }
  auto connection = sqlite::Connection::open(file, sqlite::Access::kReadWrite);
  if (!connection) return tl::unexpected<Error>(connection.error());
  EvaluationState state(std::move(*connection), file);
  if (auto ready = state.set_up(key); !ready) return tl::unexpected<Error>(ready.error());
  if (auto loaded = state.load(); !loaded) return tl::unexpected<Error>(loaded.error());
  return state;
}

Result<void> EvaluationState::set_up(const EvaluationKey& key) {
  // The lock is taken with the first transaction and kept until the file is closed.
  auto set = connection_.execute(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY");
  if (!set) return set;
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    const auto id = connection_.integer("PRAGMA application_id");
    if (!id) return tl::unexpected<Error>(id.error());
    const auto tables = connection_.integer("SELECT count(*) FROM sqlite_master");
    if (!tables) return tl::unexpected<Error>(tables.error());
    if (*id == 0 && *tables == 0) {
      auto made = connection_.execute(kTables +
                                      ("PRAGMA application_id = " + std::to_string(kStateId)));
      if (!made) return made;
      return connection_
          .prepare("INSERT INTO evaluation VALUES(?1, ?2, ?3)", key.plan, key.records,
                   key.service)
          .run();
    }
    if (*id != kStateId) {
      return fail(ErrorCode::kStorage, file_.string() + " is not the state of an evaluation",
                  "name another file with --state");
    }
    auto select = connection_.prepare("SELECT plan, records, service FROM evaluation");
    const auto row = select.step();
    if (!row) return tl::unexpected<Error>(row.error());
    if (select.text(0) != key.plan) return other_evaluation(file_, "weights or plan");
    if (select.text(1) != key.records) return other_evaluation(file_, "records");
    if (select.text(2) != key.service) return other_evaluation(file_, "service");
    return {};
  });
}

Result<void> EvaluationState::load() {
  auto select = connection_.prepare(
      "SELECT record, logits, online_ns, millibytes_up, millibytes_down, flights FROM results");
  return select.each([&] {
    results_[static_cast<std::size_t>(select.integer(0))] = {
        read_back(select.text(1)), static_cast<double>(select.integer(2)) / 1e6,
        static_cast<double>(select.integer(3)) / 1000,
        static_cast<double>(select.integer(4)) / 1000, select.integer(5)};
  });
}

Result<void> EvaluationState::add(const std::map<std::size_t, RecordOutcome>& results) {
  auto added = sqlite::in_transaction(connection_, [&]() -> Result<void> {
    auto insert =
        connection_.prepare("INSERT OR REPLACE INTO results VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    for (const auto& [record, outcome] : results) {
      auto inserted =
          insert
              .bind(record, written(outcome.logits), std::llround(outcome.online_ms * 1e6),
                    thousandths(outcome.payload_up), thousandths(outcome.payload_down),
                    outcome.flights)
              .run();
      if (!inserted) return inserted;
    }
    return {};
  });
  if (!added) return added;
  for (const auto& [record, outcome] : results) results_[record] = outcome;
  return {};
}

Result<void> EvaluationState::remove() && {
  const std::filesystem::path file = file_;
  { const sqlite::Connection closed = std::move(connection_); }
  std::error_code error;
  std::filesystem::remove(file, error);
  if (error) {
    return fail(ErrorCode::kStorage, file.string() + " can't be removed: " + error.message());
  }
  return {};
}

}  // namespace medisc
