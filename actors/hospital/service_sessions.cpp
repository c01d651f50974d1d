#include "actors/hospital/service_sessions.hpp"

#include <algorithm>

#include "actors/conversation/attempt.hpp"
#include "actors/conversation/session_metrics.hpp"
#include "actors/conversation/session_record.hpp"
#include "actors/hospital/session_answers.hpp"
#include "messages/sealed_box.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

Proposal read_proposal(const Message& answer, const Ids& ids) {
  if (const auto* accepted = std::get_if<SessionAccepted>(&answer)) {
    return {accepted->session, {}};
  }
  const auto* spent = std::get_if<BundlesSpent>(&answer);
  if (spent == nullptr) throw_unexpected(answer);
  Proposal proposal;
  for (const BundleId& id : spent->ids) {
    proposal.spent.push_back(to_hex(id));
    if (std::ranges::find(ids, proposal.spent.back()) == ids.end()) {
      throw Failure({ErrorCode::kProtocol,
                     "the service speaks of bundle " + proposal.spent.back() +
                         ", which is none of the session's",
                     ""});
    }
  }
  return proposal;
}

void expect_opened(const Message& answer, const SessionId& session) {
  const auto* opened = std::get_if<SessionOpened>(&answer);
  if (opened == nullptr) throw_unexpected(answer);
  if (opened->session == session) return;
  throw Failure(
      {ErrorCode::kProtocol, "the service opens another session than it accepted", ""});
}

std::vector<Diagnosis> diagnoses_of(const std::vector<std::int64_t>& logits, std::size_t batch,
                                    const SessionId& session, const SessionCosts& costs) {
  const std::size_t outputs = logits.size() / batch;
  std::vector<Diagnosis> diagnoses(batch);
  for (std::size_t b = 0; b < batch; ++b) {
    const auto first = logits.begin() + static_cast<std::ptrdiff_t>(b * outputs);
    diagnoses[b].logits.assign(first, first + static_cast<std::ptrdiff_t>(outputs));
    diagnoses[b].session = session;
    diagnoses[b].costs = costs;
  }
  return diagnoses;
}

SessionEnd failed_end(const Error& error) {
  SessionEnd end;
  end.error = render(error);
  return end;
}

}  // namespace

Task<Proposal> ServiceSessions::ask_for_session(const Ids& ids) {
  service_.send(open_message(ids));
  const Bytes encoded = co_await service_.receive();
  co_return read_proposal(open_answer(encoded), ids);
}

Task<Proposal> ServiceSessions::propose(Ids ids) {
  Result<Proposal> proposal = co_await attempt(ask_for_session(ids));
  if (proposal) co_return std::move(*proposal);
  if (proposal.error().code == ErrorCode::kPeerUnavailable) {
    co_await burn(std::move(ids), "no session: " + render(proposal.error()));
  }
  throw Failure(proposal.error());
}

Task<ReadySession> ServiceSessions::open(SessionId id, Ids ids, std::uint64_t room) {
  const auto began = process_.now();
  ReadySession session;
  session.id = id;
  session.start = {to_hex(id),
                   "hospital",
                   model_.model,
                   to_hex(hash_of(model_.plan)),
                   to_hex(hospital_.settings.service.peer.key),
                   static_cast<std::int64_t>(ids.size())};
  // Spent durably before a byte that depends on a bundle is sent: no mask is ever used twice.
  ConsumedBundles consumed = value_of(co_await process_.ask<Consume>(
      hospital_.pool_of(model_.plan), std::move(ids), session.start));
  const Result<void> expanded = co_await attempt(expand(session, std::move(consumed), room));
  if (!expanded) {
    co_await keep_end(session.start, failed_end(expanded.error()), SessionAnswers());
    throw Failure(expanded.error());
  }
  session.opening = process_.now() - began;
  co_return session;
}

Task<void> ServiceSessions::expand(ReadySession& session, ConsumedBundles consumed,
                                   std::uint64_t room) {
  std::vector<Seed> seeds = opened_seeds(consumed);
  session.gates = std::make_unique<OpenGates>(process_, std::move(consumed), seeds);
  OpenGates& gates = *session.gates;
  auto making = work(work_host_.get(), opening_cost(gates_, seeds.size()), [&](Workers&) {
    gates.protocol = make_hospital_session(model_.plan, gates_, std::move(seeds), room);
  });
  co_await making;
  gates.opening.emplace(
      process_.branch(gates.protocol->open(gates.material, gates.work_host.get())));
  const Result<void> opened = co_await attempt(expect_opened(session));
  if (!opened) co_await leave(session);
  value_of(opened);
}

Task<void> ServiceSessions::expect_opened(ReadySession& session) {
  co_await session.gates->protocol->filled();
  const Bytes encoded = co_await service_.receive();  // the service has done the same meanwhile
  medisc::expect_opened(open_answer(encoded), session.id);
}

Task<void> ServiceSessions::leave(ReadySession& session) {
  session.gates->protocol->end();
  Process::Branch<void>& opening = *session.gates->opening;
  co_await opening;
}

Task<std::vector<Diagnosis>> ServiceSessions::run(ReadySession session,
                                                  SessionRecords records) {
  SessionEnd end;
  const std::vector<std::int64_t> values = values_of(records);
  const Result<std::vector<std::int64_t>> logits =
      co_await attempt(infer(session, values, end));
  co_await leave(session);
  if (!logits) {
    co_await keep_end(session.start, failed_end(logits.error()), SessionAnswers());
    throw Failure(logits.error());
  }
  std::vector<Diagnosis> diagnoses =
      diagnoses_of(*logits, count_of(records), session.id, end.costs);
  const bool kept = co_await keep_end(session.start, end, answers_of(records, diagnoses));
  if (kept) mark_answered(records);
  co_return diagnoses;
}

Task<std::vector<std::int64_t>> ServiceSessions::infer(ReadySession& session,
                                                       const std::vector<std::int64_t>& records,
                                                       SessionEnd& end) {
  const auto began = process_.now();
  SessionLink link(service_, work_host_.get());
  std::vector<std::int64_t> logits = co_await session.gates->protocol->infer(link, records);
  end = session_end(link, Party::kHospital, model_.plan,
                    session.opening + (process_.now() - began));
  co_return logits;
}

Task<void> ServiceSessions::burn(Ids ids, std::string reason) {
  value_of(co_await process_.ask<Burn>(hospital_.pool_of(model_.plan), std::move(ids),
                                       std::move(reason)));
}

Task<bool> ServiceSessions::keep_end(SessionStart start, SessionEnd end,
                                     SessionAnswers answers) {
  count_session(*hospital_.settings.metrics, start, hospital_.settings.service_name, end);
  const Result<void> kept =
      co_await process_.ask<EndSession>(start.id, std::move(end), std::move(answers));
  if (kept) co_return true;
  // The result is paid for: it is shown, though it is not kept.
  hospital_.settings.event_log->warning(
      "session-not-recorded", {{"session", start.id}, {"error", render(kept.error())}});
  co_return false;
}

OpenSession ServiceSessions::open_message(const Ids& ids) const {
  OpenSession message{hash_of(model_.plan), {}};
  for (const std::string& id : ids) {
    message.ids.push_back(value_of(from_hex<BundleId>(id, "bundle id")));
  }
  return message;
}

std::vector<Seed> ServiceSessions::opened_seeds(const ConsumedBundles& consumed) const {
  Opener opener(*hospital_.settings.identity);
  std::vector<Seed> seeds;
  for (const ConsumedBundle& bundle : consumed) {
    const BundleId id = value_of(from_hex<BundleId>(bundle.id, "bundle id"));
    seeds.push_back(value_of(opener.open(id, Role::kHospital, bundle.half)));
  }
  return seeds;
}

}  // namespace medisc
