#include "site/stored_result.hpp"

#include <algorithm>

namespace medisc {

ResultQuery query_of(const ResultsQuestion& question, const SiteKeys& keys) {
  ResultQuery query;
  query.request = question.request;
  query.record_tag = keys.record_tag(question.record);
  query.model = question.model;
  query.asker = question.asker;
  query.since = question.since;
  query.before = question.before;
  query.limit = std::min<std::size_t>(question.limit, kMaxListed);
  return query;
}

Result<StoredResults> stored_results(
    FoundResults found, const std::function<std::string(const std::string&)>& service_name) {
  StoredResults results;
  for (FoundResult& row : found) {
    StoredResult result;
    if (auto read = read_hex(row.request.plan_hash, result.plan_hash, "plan hash"); !read) {
      return fail(ErrorCode::kStorage, read.error().context);
    }
    result.serial = row.serial;
    result.request = row.request.id;
    result.place = static_cast<std::uint32_t>(row.result.place);
    result.record = std::move(row.result.record);
    result.model = row.request.model;
    result.service = service_name(row.request.service);
    result.session = row.session;
    result.made_at = row.made_at;
    result.asker = row.request.asker;
    result.door = row.request.door;
    result.digest = row.result.digest;
    result.logits = std::move(row.result.logits);
    result.costs = row.result.costs;
    result.records = row.result.records;
    results.results.push_back(std::move(result));
  }
  return results;
}

}  // namespace medisc
