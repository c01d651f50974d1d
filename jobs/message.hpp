/// What a hospital's daemon and those who come to its socket say to one another: the command
/// line, the gateway, programs. Plain values; jobs.capnp is how they look on the socket.
///
/// Each side runs on one machine and in one version. A client asks, one thing at a time over
/// one connection; the daemon answers with the message named there, or with a Refused. Records
/// come as the plan's integers: who reads people's files knows no key, and who knows the keys
/// reads no file.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "plan/plan.hpp"
#include "ring/word.hpp"
#include "storage/rows.hpp"

namespace medisc {

/// AGREEMENT.
inline constexpr std::uint32_t kSocketVersion = 1;

/// AGREEMENT: limits that `decode_job_message` enforces.
inline constexpr std::size_t kMaxShortText = 256;  ///< bytes of a name, an id, a time
inline constexpr std::size_t kMaxRecordIdText = 1024;
inline constexpr std::uint32_t kMaxJobRecords = 1u << 20;
inline constexpr std::size_t kMaxListed = 1u << 16;  ///< entries of a list of models, results

/// First of all. Answer: Welcome.
struct Greeting {
  std::uint32_t version = kSocketVersion;
  std::string client;  ///< "diagnose", "gateway", ...: for the log
  bool operator==(const Greeting&) const = default;
};
struct Welcome {
  std::uint32_t version = kSocketVersion;
  std::string release;
  std::uint32_t server_pid = 0;
  bool operator==(const Welcome&) const = default;
};

/// An Error, as the daemon has it.
struct Refused {
  std::string code;  ///< error_id
  std::string context;
  std::string hint;
  bool operator==(const Refused&) const = default;
};

/// Which models can be asked for. Answer: ModelList.
struct ModelsQuestion {
  bool operator==(const ModelsQuestion&) const = default;
};
struct OfferedModel {
  std::string model;
  std::string service;      ///< as the configuration calls it
  std::string service_key;  ///< in hexadecimal
  PlanHash plan_hash{};
  std::uint64_t prepared = 0;  ///< bundles: records that can be diagnosed at once
  std::uint64_t delivered = 0;
  std::uint64_t low = 0;  ///< what [[pools]] asks for; 0: nothing
  std::uint64_t high = 0;
  std::int64_t pace_us = -1;  ///< what a bundle took the last time; -1: not known
  bool operator==(const OfferedModel&) const = default;
};
struct ModelList {
  std::vector<OfferedModel> models;
  bool operator==(const ModelList&) const = default;
};

/// A plan by its hash, whether it is current or not. Answer: PlanText.
struct PlanQuestion {
  PlanHash plan_hash{};
  bool operator==(const PlanQuestion&) const = default;
};
struct PlanText {
  Bytes encoded;  ///< messages/plan_codec.hpp
  bool operator==(const PlanText&) const = default;
};

/// Diagnose so many records, which follow in JobRecords. Answers: JobBegun, then JobAnswers as
/// they come, then JobDone, or a Refused. Who hangs up, or sends a Cancel, has it cancelled.
struct JobStart {
  std::string asker;  ///< whose word counts; empty: who the connection's user is
  std::string door;
  std::string name;  ///< the asker's own for this request: asked again, it is taken up again
  bool interactive = false;
  std::string model;
  std::string service;  ///< empty: the only one
  PlanHash plan_hash{};
  std::uint32_t records = 0;
  std::uint32_t batch = 1;
  std::uint64_t memory = 0;
  std::uint32_t wait_seconds = 0;
  bool ahead = true;
  bool operator==(const JobStart&) const = default;
};
/// Some of a job's records, in order; values one record after the other.
struct JobRecords {
  std::vector<std::string> ids;
  std::vector<std::int64_t> values;
  bool operator==(const JobRecords&) const = default;
};
struct JobBegun {
  std::string request;   ///< its id
  PlanHash plan_hash{};  ///< that answers are read with
  bool operator==(const JobBegun&) const = default;
};
struct JobAnswer {
  std::uint32_t place = 0;  ///< of its record
  std::vector<std::int64_t> logits;
  std::string session;
  SessionCosts costs;
  bool earlier = false;  ///< it was kept from before
  bool operator==(const JobAnswer&) const = default;
};
struct JobAnswers {
  std::vector<JobAnswer> answers;
  bool operator==(const JobAnswers&) const = default;
};
struct JobDone {
  bool operator==(const JobDone&) const = default;
};

/// Ends a job: what is online is finished, and kept. Answer: Done; of one's own running job,
/// the job's end.
struct Cancel {
  std::string request;
  bool operator==(const Cancel&) const = default;
};
struct Done {
  bool operator==(const Done&) const = default;
};

/// Newest first. What is empty lets everything pass. Answer: StoredResults.
struct ResultsQuestion {
  std::string asker;  ///< as in JobStart
  std::string door;
  std::string request;
  std::string record;
  std::string model;
  std::string since;  ///< UTC text
  std::int64_t before = INT64_MAX;
  std::uint32_t limit = 100;
  bool operator==(const ResultsQuestion&) const = default;
};
struct StoredResult {
  std::int64_t serial = 0;
  std::string request;
  std::uint32_t place = 0;
  std::string record;
  std::string model;
  std::string service;  ///< its name, or its key where the configuration has none
  PlanHash plan_hash{};
  std::string session;
  std::string made_at;
  std::string asker;
  std::string door;
  std::array<std::uint8_t, 32> digest{};
  std::vector<std::int64_t> logits;
  SessionCosts costs;
  std::uint32_t records = 1;  ///< in the session
  bool operator==(const StoredResult&) const = default;
};
struct StoredResults {
  std::vector<StoredResult> results;
  bool operator==(const StoredResults&) const = default;
};

/// Answer: RequestReport.
struct RequestQuestion {
  std::string id;
  bool operator==(const RequestQuestion&) const = default;
};
struct RequestReport {
  std::string id;
  std::string state;  ///< state_name(RequestState)
  std::string error;
  std::string model;
  std::string service;
  PlanHash plan_hash{};
  std::uint32_t records = 0;
  std::uint32_t results = 0;
  std::string asker;
  std::string door;
  std::string arrived_at;
  std::string ended_at;
  bool operator==(const RequestReport&) const = default;
};

/// Prepare bundles. Answers: PrepareProgress as it goes, then PrepareDone.
struct PrepareStart {
  std::string asker;
  std::string model;
  std::string service;
  std::uint64_t count = 0;
  std::uint32_t wait_seconds = 0;
  bool operator==(const PrepareStart&) const = default;
};
struct PrepareProgress {
  std::uint64_t done = 0;
  std::uint64_t of = 0;
  bool operator==(const PrepareProgress&) const = default;
};
struct PrepareDone {
  std::uint64_t prepared = 0;
  std::uint64_t ready = 0;
  bool operator==(const PrepareDone&) const = default;
};

/// Answer: MetricsText, as Prometheus reads it.
struct MetricsQuestion {
  bool operator==(const MetricsQuestion&) const = default;
};
struct MetricsText {
  Bytes text;
  bool operator==(const MetricsText&) const = default;
};

/// Answer: Health.
struct HealthQuestion {
  bool operator==(const HealthQuestion&) const = default;
};
struct Health {
  bool live = true;
  std::string reason;  ///< why it is not ready; empty: it is
  bool operator==(const Health&) const = default;
};

using JobMessage =
    std::variant<Greeting, Welcome, Refused, ModelsQuestion, ModelList, PlanQuestion, PlanText,
                 JobStart, JobRecords, JobBegun, JobAnswers, JobDone, Cancel, ResultsQuestion,
                 StoredResults, RequestQuestion, RequestReport, PrepareStart, PrepareProgress,
                 PrepareDone, MetricsQuestion, MetricsText, HealthQuestion, Health, Done>;

/// "greeting", "job", ...: for errors.
const char* job_message_name(const JobMessage& message);

/// The bytes of a message, without a frame.
Bytes encode_job_message(const JobMessage& message);

/// The message in `bytes`, every field checked against its limit. Errors: kProtocol.
Result<JobMessage> decode_job_message(std::span<const std::uint8_t> bytes);

}  // namespace medisc
