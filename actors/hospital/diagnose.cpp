#include <algorithm>

#include "actors/conversation/attempt.hpp"
#include "actors/hospital/claim_bundles.hpp"
#include "actors/hospital/conversations.hpp"
#include "actors/hospital/peers.hpp"
#include "actors/hospital/service_sessions.hpp"
#include "protocol/session_size.hpp"

namespace medisc {
namespace {

/// After a service has said that it is busy.
constexpr std::chrono::milliseconds kTryAgain{300};

/// A session waits for the one before it, and the service bears no long silence: once one takes
/// longer, none opens ahead any more.
constexpr std::chrono::seconds kQuick{2};

/// The bundles that an order holds, in the order in which its sessions spend them.
class BundleQueue {
 public:
  explicit BundleQueue(Ids& held) : held_(held) {}

  Ids next(std::size_t count) const {
    const auto first = held_.begin() + static_cast<std::ptrdiff_t>(spent_);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
  }
  void spend(std::size_t count) { spent_ += count; }
  void drop(const Ids& ids) {
    std::erase_if(
        held_, [&](const std::string& id) { return std::ranges::find(ids, id) != ids.end(); });
  }

 private:
  Ids& held_;
  std::size_t spent_ = 0;
};

/// How an order is cut into sessions: what may be open at once stays within its memory.
struct SessionCut {
  std::size_t records;   ///< of a session
  std::uint64_t memory;  ///< of one
};

/// Two sessions are open at once where there are several, and there is room for both. Throws
/// Failure where there is none for one record.
SessionCut cut_into_sessions(const DiagnoseOrder& order, const Gates& gates,
                             std::uint64_t most_records) {
  const std::uint64_t wanted = std::min<std::uint64_t>(order.batch, most_records);
  const std::uint64_t alone = records_a_session(order.plan, gates, wanted, order.memory);
  const std::uint64_t half = order.memory / 2;
  const std::uint64_t beside = records_a_session(order.plan, gates, wanted, half);
  if (order.ahead && alone < order.records.size() && beside > 0) return {beside, half};
  if (alone > 0) return {alone, order.memory};
  const std::uint64_t bytes =
      session_bytes(order.plan, gates, 1, gates_ahead(order.memory)) + (1 << 20) - 1;
  throw Failure({ErrorCode::kUsage,
                 "a session of one record of model '" + order.model + "' needs " +
                     std::to_string(bytes >> 20) + " MB; the limit is " +
                     std::to_string(order.memory >> 20),
                 "raise it: --memory MB"});
}

/// An order's sessions, one after the other. While one runs, the next opens over a second
/// connection, so that its records need not wait for what needs no record.
class OrderSessions {
 public:
  OrderSessions(Process& process, const HospitalContext& hospital, Connection& service,
                const DiagnoseOrder& order, std::uint64_t most_records, Ids& held)
      : process_(process),
        hospital_(hospital),
        order_(order),
        gates_(make_gates(order.plan)),
        cut_(cut_into_sessions(order, gates_, most_records)),
        held_(held),
        queue_(held),
        ahead_(order.ahead && cut_.memory < order.memory),
        batch_(cut_.records),
        running_(sessions_with(service)) {}

  Task<void> run() {
    co_await claim_bundles(process_, hospital_, running_->service(), order_,
                           order_.records.size(), held_);
    for (std::size_t first = 0; first < order_.records.size(); first += batch_) {
      if (!ready_) {
        ready_ = value_of(co_await open(*running_, records_from(first), order_.wait));
      }
      const Result<void> ran = co_await attempt(run_ready(first));
      if (ran) continue;
      ahead_ = false;
      // The next session's bundles are spent, if it is open: what they are worth is not lost.
      // The first error is the one to tell.
      if (ready_) (void)co_await attempt(run_ready(first + batch_));
      throw Failure(ran.error());
    }
  }

 private:
  std::unique_ptr<ServiceSessions> sessions_with(Connection& service) const {
    return std::make_unique<ServiceSessions>(process_, hospital_, service, order_, gates_,
                                             gates_ahead(cut_.memory));
  }

  /// Records of the session that begins with this one: 0 behind the last.
  std::size_t records_from(std::size_t first) const {
    return std::min(batch_, order_.records.size() - std::min(first, order_.records.size()));
  }

  /// Opens a session of so many records on the queue's next bundles. Those that the service
  /// can't use are burned and replaced: nothing of a record has met them. Error: kBusy, the
  /// service has had no room for so long, and nothing is spent. Throws Failure otherwise.
  Task<Result<ReadySession>> open(ServiceSessions& sessions, std::size_t count,
                                  std::chrono::seconds wait) {
    const auto deadline = process_.now() + wait;
    for (;;) {
      const Result<Proposal> proposal = co_await attempt(sessions.propose(queue_.next(count)));
      if (!proposal) {
        if (proposal.error().code != ErrorCode::kBusy) throw Failure(proposal.error());
        if (process_.now() >= deadline) co_return tl::unexpected<Error>(proposal.error());
        co_await process_.sleep(kTryAgain);
        continue;
      }
      if (proposal->spent.empty()) {
        Ids ids = queue_.next(count);
        queue_.spend(count);
        co_return co_await sessions.open(proposal->session, std::move(ids));
      }
      hospital_.settings.event_log->warning(
          "bundles-spent-elsewhere", {{"model", order_.model},
                                      {"service", hospital_.settings.service_name},
                                      {"key", to_hex(hospital_.settings.service.peer.key)},
                                      {"count", std::to_string(proposal->spent.size())}});
      co_await sessions.burn(proposal->spent, "the service can't use it");
      queue_.drop(proposal->spent);
      co_await claim_bundles(process_, hospital_, sessions.service(), order_,
                             proposal->spent.size(), held_);
    }
  }

  /// The same over the second connection. None where that is not to be had, or the service has
  /// no room: nothing is spent, and sessions open in their own time from then on.
  Task<std::optional<ReadySession>> open_ahead(std::size_t count) {
    if (!other_) {
      Connection* service = co_await connect_to_service_again(process_, hospital_);
      if (service != nullptr) other_ = sessions_with(*service);
    }
    if (other_) {
      Result<ReadySession> opened = co_await open(*other_, count, std::chrono::seconds(0));
      if (opened) co_return std::move(*opened);
    }
    ahead_ = false;
    co_return std::nullopt;
  }

  /// Runs the session that is ready, of the records from `first` on, and reports it. Leaves the
  /// next one ready, if that opened meanwhile.
  Task<void> run_ready(std::size_t first) {
    const auto began = process_.now();
    const std::size_t next = records_from(first + batch_);
    std::optional<Process::Branch<std::optional<ReadySession>>> opening;
    if (next > 0 && ahead_ && timed_) opening.emplace(process_.branch(open_ahead(next)));
    const Result<void> ran = co_await attempt(run_and_report(first));
    timed_ = true;
    if (process_.now() - began >= kQuick) ahead_ = false;
    Result<std::optional<ReadySession>> opened;
    if (opening) {
      opened = co_await attempt(*opening);
      if (opened) ready_ = std::move(*opened);
      if (ready_) std::swap(running_, other_);
    }
    value_of(ran);
    if (!opened) throw Failure(opened.error());
  }

  Task<void> run_and_report(std::size_t first) {
    ReadySession session = std::move(*ready_);
    ready_.reset();
    const std::vector<Diagnosis> diagnoses =
        co_await running_->run(std::move(session), values_from(first));
    value_of(order_.report(first, diagnoses));
  }

  std::vector<std::int64_t> values_from(std::size_t first) const {
    std::vector<std::int64_t> values;
    for (std::size_t i = first; i < first + records_from(first); ++i) {
      values.insert(values.end(), order_.records[i].begin(), order_.records[i].end());
    }
    return values;
  }

  Process& process_;
  const HospitalContext& hospital_;
  const DiagnoseOrder& order_;
  const Gates gates_;
  const SessionCut cut_;
  Ids& held_;
  BundleQueue queue_;
  bool ahead_;          ///< whether sessions open ahead, once it is known how long they take
  bool timed_ = false;  ///< whether that is known
  const std::size_t batch_;
  std::unique_ptr<ServiceSessions> running_;  ///< of the session that is ready, or opens next
  std::unique_ptr<ServiceSessions> other_;
  std::optional<ReadySession> ready_;
};

}  // namespace

Task<void> run_diagnose(Process& process, const HospitalContext& hospital,
                        const DiagnoseOrder& order) {
  Connection* service = co_await connect_to_service(process, hospital);
  const HangUp hang_up(service);
  const PlanOffer offer = co_await request<PlanOffer, PlanRequest>(*service, order.model);
  if (hash_of(offer.plan) != hash_of(order.plan)) {
    throw Failure({ErrorCode::kPlanMismatch,
                   "model '" + order.model + "' has plan " + to_hex(hash_of(order.plan)) +
                       " here and " + to_hex(hash_of(offer.plan)) + " at the service",
                   "fetch the new plan: medisc hospital prepare"});
  }
  Ids held;
  OrderSessions sessions(process, hospital, *service, order, offer.records, held);
  const Result<void> ran = co_await attempt(sessions.run());
  value_of(co_await process.ask<Release>(hospital.pool_of(order.plan), std::move(held)));
  value_of(ran);
}

}  // namespace medisc
