#include "gateway/stored_diagnosis.hpp"

#include <algorithm>
#include <utility>

namespace medisc {

Result<StoredDiagnosis> stored_diagnosis(Daemon& daemon, const std::string& id) {
  auto client = daemon.lease();
  if (!client) return tl::unexpected<Error>(client.error());
  auto report = (*client)->request(id);
  if (!report) return tl::unexpected<Error>(report.error());
  ResultsQuestion question;
  question.request = id;
  question.limit = kMaxListed;
  auto results = (*client)->results(question);
  if (!results) return tl::unexpected<Error>(results.error());
  auto plan = daemon.plan(report->plan_hash);
  if (!plan) return tl::unexpected<Error>(plan.error());
  std::ranges::sort(*results, {}, &StoredResult::place);
  return StoredDiagnosis{std::move(*report), std::move(*results), std::move(*plan)};
}

}  // namespace medisc
