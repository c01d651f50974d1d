/// What a hospital keeps of who asked what, and of the answers: requests, results, and the
/// audit trail over both.
///
/// What tells of a patient is sealed before it comes here (results/kept_result.hpp): a database
/// shows how many records somebody had diagnosed, when and with which model, and no more.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "ring/word.hpp"
#include "storage/states.hpp"

namespace medisc {

/// Records that somebody wants diagnosed.
struct RequestStart {
  std::string id;     ///< 32 hexadecimal digits
  Bytes tag;          ///< keyed hash of asker and asker's own name for it; empty: it has none
  std::string asker;  ///< a user, or a token's name
  std::string door;   ///< how it came: "command", "http", "dicom", ...
  std::string model;
  std::string service;  ///< its public key
  std::string plan_hash;
  std::int64_t records = 0;
  bool operator==(const RequestStart&) const = default;
};

/// How a request ended: `error` where it failed, without a word of a record.
struct RequestEnd {
  std::string id;
  RequestState state = RequestState::kDone;
  std::optional<std::string> error{};
  bool operator==(const RequestEnd&) const = default;
};

struct RequestRow {
  RequestStart start;
  RequestState state = RequestState::kRunning;
  std::optional<std::string> error;
  std::string arrived_at;
  std::optional<std::string> ended_at;
  std::int64_t results = 0;  ///< that are kept of it
  bool operator==(const RequestRow&) const = default;
};

/// One record's result.
struct SealedResult {
  std::string request;
  std::int64_t place = 0;  ///< of the record in its request, from 0
  Bytes record_tag;        ///< keyed hash of the record's id
  Bytes sealed;
  bool operator==(const SealedResult&) const = default;
};

struct ResultRow {
  std::int64_t serial = 0;  ///< grows from result to result
  SealedResult result;
  std::string session;
  std::string made_at;  ///< UTC text
  RequestStart request;
  bool operator==(const ResultRow&) const = default;
};

/// Which results, newest first. What is empty lets everything pass.
struct ResultQuery {
  std::string request{};
  Bytes record_tag{};
  std::string model{};
  std::string asker{};
  std::string since{};                                             ///< UTC text
  std::int64_t before = std::numeric_limits<std::int64_t>::max();  ///< serials below this
  std::size_t limit = std::numeric_limits<std::size_t>::max();
};

/// Something that happened, for the audit trail.
struct AuditEntry {
  std::string event;
  std::string asker;
  std::string request;  ///< its id; empty: it is about none
  std::string detail;
  bool operator==(const AuditEntry&) const = default;
};

struct AuditRow {
  std::int64_t number = 0;  ///< 1, 2, ... without a gap
  std::string at;           ///< UTC text
  AuditEntry entry;
  Bytes chain;  ///< audit_chain.hpp
  bool operator==(const AuditRow&) const = default;
};

/// What a session adds, in the transaction that ends it.
struct SessionResults {
  std::vector<SealedResult> results{};
  std::vector<RequestEnd> ended{};  ///< requests that have all of their results now
  std::vector<AuditEntry> audit{};

  bool empty() const { return results.empty() && ended.empty() && audit.empty(); }
};

}  // namespace medisc
