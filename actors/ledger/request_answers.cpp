// Requests and results: what a hospital's ledger answers about them.
#include "actors/ledger/party_answers.hpp"

namespace medisc {

Result<BegunRequest> PartyAnswers::answer_to(const BeginRequest& request) {
  const RequestStart& start = request.start;
  if (!start.tag.empty()) {
    auto before = pools_->find_request_by_tag(start.tag);
    if (!before) return tl::unexpected<Error>(before.error());
    if (*before) return take_up(**before, request);
  }
  const AuditEntry entry{
      "asked", start.asker, start.id,
      std::to_string(start.records) + " records for " + start.model + " by " + start.door};
  if (auto started = pools_->start_request(start, entry); !started) {
    return tl::unexpected<Error>(started.error());
  }
  return BegunRequest{start.id, start.plan_hash, {}};
}

Result<BegunRequest> PartyAnswers::take_up(const RequestRow& before,
                                           const BeginRequest& request) {
  const RequestStart& start = request.start;
  if (before.state == RequestState::kRunning) {
    return fail(ErrorCode::kBusy, "a request of this name runs just now",
                "wait for its end, or give yours another name");
  }
  const RequestStart& first = before.start;
  if (first.model != start.model || first.service != start.service ||
      first.records != start.records) {
    return fail(ErrorCode::kBadInput,
                "a request of this name was for " + std::to_string(first.records) +
                    " records of model '" + first.model + "'",
                "give each request a name of its own");
  }
  auto found = answer_to(FindResults{{.request = first.id}});
  if (!found) return tl::unexpected<Error>(found.error());
  BegunRequest begun{first.id, first.plan_hash, {}};
  for (FoundResult& one : *found) {
    const auto place = static_cast<std::size_t>(one.result.place);
    if (one.result.digest != request.digests.at(place)) {
      return fail(ErrorCode::kBadInput,
                  "a request of this name was for other records: record " +
                      std::to_string(place + 1) + " differs",
                  "give each request a name of its own");
    }
    begun.results.push_back(std::move(one.result));
  }
  if (begun.results.size() == static_cast<std::size_t>(first.records)) return begun;
  if (first.plan_hash != start.plan_hash) {
    return fail(ErrorCode::kPlanMismatch,
                "a request of this name was for an earlier plan of the model",
                "ask for what is left under another name");
  }
  const AuditEntry entry{"resumed", start.asker, first.id,
                         std::to_string(begun.results.size()) + " of " +
                             std::to_string(first.records) + " results were there"};
  if (auto resumed = pools_->resume_request(first.id, entry); !resumed) {
    return tl::unexpected<Error>(resumed.error());
  }
  return begun;
}

Result<void> PartyAnswers::answer_to(const EndRequest& request) {
  return pools_->end_request(request.end, request.entry);
}

Result<RequestRows> PartyAnswers::answer_to(const FindRequests& request) {
  if (request.id.empty()) return pools_->requests(request.limit);
  auto found = pools_->find_request(request.id);
  if (!found) return tl::unexpected<Error>(found.error());
  return *found ? RequestRows{std::move(**found)} : RequestRows{};
}

Result<FoundResults> PartyAnswers::answer_to(const FindResults& request) {
  const auto rows = pools_->results(request.query);
  if (!rows) return tl::unexpected<Error>(rows.error());
  FoundResults found;
  for (const ResultRow& row : *rows) {
    auto opened = open_result(keys_->sealing(), row.result);
    if (!opened) return tl::unexpected<Error>(opened.error());
    found.push_back({std::move(*opened), row.serial, row.session, row.made_at, row.request});
  }
  return found;
}

Result<void> PartyAnswers::answer_to(const Note& request) {
  return pools_->note(request.entry);
}

Result<std::uint64_t> PartyAnswers::answer_to(const DropResults& request) {
  return pools_->drop_results(request.before, {"dropped", "medisc", "", ""});
}

}  // namespace medisc
