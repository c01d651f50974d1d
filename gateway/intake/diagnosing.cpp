#include "gateway/intake/diagnosing.hpp"

#include <utility>

#include "gateway/asking.hpp"
#include "gateway/shown_place.hpp"
#include "messages/identifiers.hpp"
#include "site/encoded_records.hpp"

namespace medisc {
namespace {

/// The result of a request, if it has one.
Result<std::optional<StoredResult>> result_of(HospitalClient& client,
                                              const std::string& request) {
  ResultsQuestion question;
  question.request = request;
  question.limit = 2;
  auto results = client.results(question);
  if (!results) return tl::unexpected<Error>(results.error());
  if (results->empty()) return std::nullopt;
  return std::move(results->front());
}

Result<Asked> asked_for(const Received& received, const GatewayJobs& jobs, RuledModel model,
                        const std::filesystem::path& path) {
  auto records = records_of(path, *model.plan, received.series ? "the series" : "the image");
  if (!records) return tl::unexpected<Error>(records.error());
  if (records->size() != 1) {
    return fail(ErrorCode::kUnsupported,
                "the image holds " + std::to_string(records->size()) + " records, not one");
  }
  Asked asked;
  asked.name = "received " + received.id + " " + to_hex(model.offered.plan_hash);
  asked.model = std::move(model.offered);
  asked.plan = std::move(model.plan);
  asked.ids = {received.record};
  asked.records = std::move(*records);
  asked.asker = received.asker;
  asked.door = received.door;
  asked.wait_seconds = jobs.wait_s;
  asked.interactive = false;
  return asked;
}

/// The result of a request that is asked now, by name: answered before, it is not paid for.
Result<StoredResult> ask(HospitalClient& client, const JobOrder& order,
                         const DiagnosisWatch& watch) {
  bool told = false;
  const auto done = client.diagnose(
      order, [&](const JobBegun& job, std::span<const JobAnswer>) -> Result<void> {
        if (std::exchange(told, true)) return {};
        return watch.begun(job.request);
      });
  if (!done) return tl::unexpected<Error>(done.error());
  auto result = result_of(client, done->request);
  if (!result) return tl::unexpected<Error>(result.error());
  if (*result) return std::move(**result);
  return fail(ErrorCode::kInternal, "request " + done->request + " has ended without a result");
}

}  // namespace

Result<RuledModel> model_of(Daemon& daemon, const IntakeRule& rule) {
  auto offered = daemon.model(rule.model, "", rule.service);
  if (!offered) return tl::unexpected<Error>(offered.error());
  auto plan = daemon.plan(offered->plan_hash);
  if (!plan) return tl::unexpected<Error>(plan.error());
  return RuledModel{std::move(*offered), std::move(*plan)};
}

Result<std::vector<std::vector<std::int64_t>>> records_of(const std::filesystem::path& path,
                                                          const Plan& plan,
                                                          const std::string& shown) {
  auto records = load_records(path.string(), plan);
  if (records) return std::move(records->encoded);
  return tl::unexpected<Error>(with_place(records.error(), path.string(), shown));
}

Result<StoredResult> diagnosed(Daemon& daemon, const GatewayJobs& jobs,
                               const Received& received, const IntakeRule& rule,
                               const std::filesystem::path& path, const DiagnosisWatch& watch) {
  auto client = daemon.lease();
  if (!client) return tl::unexpected<Error>(client.error());
  if (!received.diagnosis.empty()) {
    auto before = result_of(**client, received.diagnosis);
    if (!before) return tl::unexpected<Error>(before.error());
    if (*before) return std::move(**before);
  }
  auto model = model_of(daemon, rule);
  if (!model) return tl::unexpected<Error>(model.error());
  auto asked = asked_for(received, jobs, std::move(*model), path);
  if (!asked) return tl::unexpected<Error>(asked.error());
  (*client)->set_gives_up(watch.gives_up);
  auto result = ask(**client, order_of(std::move(*asked), jobs), watch);
  (*client)->set_gives_up(nullptr);
  if (!result) client->spoil();
  return result;
}

bool may_pass(const Error& error) {
  switch (error.code) {
    case ErrorCode::kBadInput:
    case ErrorCode::kUnsupported:
    case ErrorCode::kOverflow:
    case ErrorCode::kFidelity:
      return false;
    default:
      return true;
  }
}

}  // namespace medisc
