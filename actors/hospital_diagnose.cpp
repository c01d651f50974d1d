#include <algorithm>
#include <array>
#include <cstdio>

#include "actors/hospital_conversation.hpp"
#include "actors/session_metrics.hpp"
#include "actors/session_record.hpp"
#include "correlation/half.hpp"
#include "messages/sealed_box.hpp"
#include "protocol/hospital.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

using Clock = Connection::Clock;

/// After a service has said that it is busy.
constexpr std::chrono::milliseconds kTryAgain{300};

/// What the service says to a proposed session: its id, or which bundles it can't use.
struct Proposal {
  SessionId session{};
  Ids spent;
};

/// Sessions with one service, one after the other.
class Sitting {
 public:
  Sitting(Host& host, const HospitalContext& hospital, Connection& service,
          const DiagnoseOrder& order, const Gates& gates)
      : host_(host), hospital_(hospital), service_(service), order_(order), gates_(gates) {}

  /// Asks for a session on these bundles. Where the answer is lost, the service may have spent
  /// its halves: ours are burned, so that they don't wait for them for ever. Throws Failure:
  /// kBusy, with nothing spent; what the service refuses.
  Task<Proposal> propose(Ids ids) {
    std::optional<Error> error;
    Proposal proposal;
    try {
      service_.send(open_message(ids));
      const Bytes encoded = co_await service_.receive();
      proposal = read_proposal(open_answer(encoded), ids);
    } catch (const Failure& failure) {
      error = failure.error();
    }
    if (!error) co_return proposal;
    if (error->code == ErrorCode::kPeerUnavailable) {
      auto burning = burn(std::move(ids), "no session: " + render(*error));
      co_await burning;
    }
    throw Failure(*error);
  }

  Task<void> burn(Ids ids, std::string reason) {
    Burn order{hospital_.pool_of(order_.plan), std::move(ids), std::move(reason)};
    auto burning = host_.ask<void>(hospital_.ledger, std::move(order));
    value_of(co_await burning);
  }

  /// Runs an accepted session: spends the bundles while the service does the same, and sends
  /// nothing that depends on them before both are done.
  Task<std::vector<Diagnosis>> run(SessionId session_id, Ids ids,
                                   std::vector<std::int64_t> records) {
    const PoolKey pool = hospital_.pool_of(order_.plan);
    const std::size_t batch = ids.size();
    const auto started = Clock::now();
    SessionStart start{to_hex(session_id),
                       "hospital",
                       order_.model,
                       to_hex(hash_of(order_.plan)),
                       to_hex(hospital_.settings.service.peer.key),
                       static_cast<std::int64_t>(batch)};
    auto consuming =
        host_.ask<ConsumedBundles>(hospital_.ledger, Consume{pool, std::move(ids), start});
    const ConsumedBundles consumed = value_of(co_await consuming);

    std::optional<Error> error;
    SessionEnd end;
    std::vector<std::int64_t> logits;
    try {
      // While the service does the same.
      std::unique_ptr<HospitalSession> session;
      PooledWork pooled(host_, *hospital_.workers);
      auto expanding = work(&pooled, opening_cost(gates_, batch), [&](Workers& workers) {
        session = value_of(
            open_hospital_session(order_.plan, gates_, opened_bundles(consumed), workers));
      });
      co_await expanding;
      const Bytes encoded = co_await service_.receive();
      expect_opened(open_answer(encoded), session_id);
      SessionLink link(service_, &pooled);
      auto inferring = session->infer(link, records);
      logits = co_await inferring;
      end = session_end(link, Party::kHospital, order_.plan, Clock::now() - started);
    } catch (const Failure& failure) {
      error = failure.error();
    }
    if (error) end.error = render(*error);
    count_session(*hospital_.settings.metrics, start, hospital_.settings.service_name, end);
    auto ended = host_.ask<void>(hospital_.ledger, EndSession{start.id, end});
    const Result<void> kept = co_await ended;
    if (!kept) {  // the result is paid for, and worth more than its statistics
      hospital_.settings.journal->warning(
          "session-not-recorded", {{"session", start.id}, {"error", render(kept.error())}});
    }
    if (error) throw Failure(*error);

    const std::size_t outputs = logits.size() / batch;
    std::vector<Diagnosis> diagnoses(batch);
    for (std::size_t b = 0; b < batch; ++b) {
      const auto first = logits.begin() + static_cast<std::ptrdiff_t>(b * outputs);
      diagnoses[b].logits.assign(first, first + static_cast<std::ptrdiff_t>(outputs));
      diagnoses[b].session = session_id;
      diagnoses[b].costs = end.costs;
    }
    co_return diagnoses;
  }

 private:
  static Proposal read_proposal(const Message& answer, const Ids& ids) {
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

  static void expect_opened(const Message& answer, const SessionId& session) {
    const auto* opened = std::get_if<SessionOpened>(&answer);
    if (opened == nullptr) throw_unexpected(answer);
    if (opened->session == session) return;
    throw Failure(
        {ErrorCode::kProtocol, "the service opens another session than it accepted", ""});
  }

  OpenSession open_message(const Ids& ids) const {
    OpenSession message{hash_of(order_.plan), {}};
    for (const std::string& id : ids) {
      message.ids.push_back(value_of(from_hex<BundleId>(id, "bundle id")));
    }
    return message;
  }

  std::vector<HospitalBundle> opened_bundles(const ConsumedBundles& consumed) const {
    Opener opener(*hospital_.settings.identity);
    std::vector<HospitalBundle> bundles;
    for (const ConsumedBundle& bundle : consumed) {
      const BundleId id = value_of(from_hex<BundleId>(bundle.id, "bundle id"));
      Bytes half = value_of(opener.open(id, Role::kHospital, bundle.half));
      bundles.push_back({value_of(unpack_hospital_half(half)), bundle.openings});
      wipe(half);
    }
    return bundles;
  }

  Host& host_;
  const HospitalContext& hospital_;
  Connection& service_;
  const DiagnoseOrder& order_;
  const Gates& gates_;
};

/// "a refill takes about 1.5 s", as far as the last one tells.
Task<std::string> refill_text(Host& host, const HospitalContext& hospital, PoolKey pool,
                              std::size_t missing) {
  auto asked = host.ask<Pace>(hospital.ledger, FindPace{std::move(pool)});
  const Pace pace = value_of(co_await asked);
  if (!pace) co_return std::string();
  const double seconds = std::max(0.1, std::chrono::duration<double>(*pace * missing).count());
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "; a refill of them takes about %.1f s", seconds);
  co_return std::string(text.data());
}

Task<void> throw_dry(Host& host, const HospitalContext& hospital, const DiagnoseOrder& order,
                     std::size_t needed, std::size_t left) {
  auto estimating = refill_text(host, hospital, hospital.pool_of(order.plan), needed - left);
  const std::string refill = co_await estimating;
  throw Failure({ErrorCode::kPoolDry,
                 "the pool of model '" + order.model + "' with service '" +
                     hospital.settings.service_name + "' is dry: " + std::to_string(needed) +
                     (needed == 1 ? " record needs as many bundles, "
                                  : " records need as many bundles, ") +
                     std::to_string(left) + " are left" + refill,
                 "run: medisc hospital prepare --model " + order.model + " --count " +
                     std::to_string(needed - left) + "; or fetch them meanwhile: --wait"});
}

/// Claims `count` more bundles into `held`: prepared ones, then delivered ones, then, as long
/// as the order waits, new ones from the dealer. All are prepared after it.
Task<void> gather_bundles(Host& host, const HospitalContext& hospital, Connection& service,
                          const DiagnoseOrder& order, std::size_t count, Ids& held) {
  const PoolKey pool = hospital.pool_of(order.plan);
  auto claiming = claim_bundles(host, hospital, pool, BundleState::kPrepared, count);
  const Ids prepared = co_await claiming;
  held.insert(held.end(), prepared.begin(), prepared.end());
  const std::size_t missing = count - prepared.size();
  if (missing == 0) co_return;
  auto searching = claim_bundles(host, hospital, pool, BundleState::kDelivered, missing);
  Ids fresh = co_await searching;
  std::optional<Error> error;
  if (fresh.size() < missing && order.wait.count() > 0) {
    auto waiting =
        claim_from_dealer(host, hospital, service, order.plan, missing, order.wait, fresh);
    try {
      co_await waiting;
    } catch (const Failure& failure) {
      error = failure.error();
    }
  }
  held.insert(held.end(), fresh.begin(), fresh.end());  // to be released, whatever comes
  if (error) throw Failure(*error);
  if (fresh.size() < missing) {
    auto throwing = throw_dry(host, hospital, order, count, prepared.size() + fresh.size());
    co_await throwing;
  }
  auto preparing = prepare_bundles(host, hospital, service, order.plan, fresh, nullptr);
  co_await preparing;
  count_prepared(hospital, order.model, fresh.size());
}

/// Bundles for the order's records, taken in turn.
class Hand {
 public:
  explicit Hand(Ids& held) : held_(held) {}

  Ids next(std::size_t count) const {
    const auto first = held_.begin() + static_cast<std::ptrdiff_t>(played_);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
  }
  void played(std::size_t count) { played_ += count; }
  void drop(const Ids& ids) {
    std::erase_if(
        held_, [&](const std::string& id) { return std::ranges::find(ids, id) != ids.end(); });
  }

 private:
  Ids& held_;
  std::size_t played_ = 0;
};

/// A session that the service accepts on the hand's next `count` bundles. Those that it can't
/// use are burned and replaced: nothing of a record has met them.
Task<SessionId> open_session(Host& host, const HospitalContext& hospital, Connection& service,
                             const DiagnoseOrder& order, Sitting& sitting, Hand& hand,
                             Ids& held, std::size_t count) {
  const auto deadline = Clock::now() + order.wait;
  for (;;) {
    Proposal proposal;
    std::optional<Error> error;
    auto proposing = sitting.propose(hand.next(count));
    try {
      proposal = co_await proposing;
    } catch (const Failure& failure) {
      error = failure.error();
    }
    if (error) {
      if (error->code != ErrorCode::kBusy || Clock::now() >= deadline) throw Failure(*error);
      auto pause = host.sleep(kTryAgain);
      co_await pause;
      continue;
    }
    if (proposal.spent.empty()) co_return proposal.session;
    hospital.settings.journal->warning("bundles-spent-elsewhere",
                                       {{"model", order.model},
                                        {"service", hospital.settings.service_name},
                                        {"key", to_hex(hospital.settings.service.peer.key)},
                                        {"count", std::to_string(proposal.spent.size())}});
    auto burning = sitting.burn(proposal.spent, "the service can't use it");
    co_await burning;
    hand.drop(proposal.spent);
    auto replacing =
        gather_bundles(host, hospital, service, order, proposal.spent.size(), held);
    co_await replacing;
  }
}

Task<void> run_sessions(Host& host, const HospitalContext& hospital, Connection& service,
                        const DiagnoseOrder& order, Ids& held) {
  auto gathering = gather_bundles(host, hospital, service, order, order.records.size(), held);
  co_await gathering;
  const Gates gates = make_gates(order.plan);
  Sitting sitting(host, hospital, service, order, gates);
  Hand hand(held);
  const SessionBounds bounds{order.memory, kMaxMessage / 2};
  const std::size_t batch = records_a_session(order.plan, gates, order.batch, bounds);
  for (std::size_t first = 0; first < order.records.size(); first += batch) {
    const std::size_t last = std::min(first + batch, order.records.size());
    std::vector<std::int64_t> records;
    for (std::size_t i = first; i < last; ++i) {
      records.insert(records.end(), order.records[i].begin(), order.records[i].end());
    }
    auto opening =
        open_session(host, hospital, service, order, sitting, hand, held, last - first);
    const SessionId session = co_await opening;
    auto running = sitting.run(session, hand.next(last - first), std::move(records));
    const std::vector<Diagnosis> diagnoses = co_await running;
    hand.played(last - first);
    value_of(order.report(first, diagnoses));
  }
}

}  // namespace

Task<void> run_diagnose(Host& host, const HospitalContext& hospital,
                        const DiagnoseOrder& order) {
  auto meeting = consult(host, hospital, hospital.settings.service);
  Connection* service = co_await meeting;
  const HangUp hang_up(service);
  auto asked = request<PlanOffer>(*service, PlanRequest{order.model});
  const PlanOffer offer = co_await asked;
  if (hash_of(offer.plan) != hash_of(order.plan)) {
    throw Failure({ErrorCode::kPlanMismatch,
                   "model '" + order.model + "' has plan " + to_hex(hash_of(order.plan)) +
                       " here and " + to_hex(hash_of(offer.plan)) + " at the service",
                   "fetch the new plan: medisc hospital prepare"});
  }
  Ids held;
  std::optional<Error> error;
  auto running = run_sessions(host, hospital, *service, order, held);
  try {
    co_await running;
  } catch (const Failure& failure) {
    error = failure.error();
  }
  auto releasing =
      release_bundles(host, hospital, hospital.pool_of(order.plan), std::move(held));
  co_await releasing;
  if (error) throw Failure(*error);
}

}  // namespace medisc
