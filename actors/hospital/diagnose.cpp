#include <algorithm>
#include <exception>

#include "actors/hospital/claim_bundles.hpp"
#include "actors/hospital/hospital_conversation.hpp"
#include "actors/hospital/service_sessions.hpp"

namespace medisc {
namespace {

using Clock = Connection::Clock;

/// After a service has said that it is busy.
constexpr std::chrono::milliseconds kTryAgain{300};

/// A session waits for the one before it, and the service bears no long silence: once one takes
/// longer, none opens ahead any more.
constexpr std::chrono::seconds kQuick{2};

/// Bundles for the order's records, taken in turn.
class BundleQueue {
 public:
  explicit BundleQueue(Ids& held) : held_(held) {}

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

/// An order's sessions, one after the other. While one runs, the next opens over a second
/// connection, so that its records need not wait for what needs no record.
class Sessions {
 public:
  Sessions(Host& host, const HospitalContext& hospital, Connection& service,
           const DiagnoseOrder& order, Ids& held)
      : host_(host),
        hospital_(hospital),
        order_(order),
        gates_(make_gates(order.plan)),
        held_(held),
        hand_(held),
        ahead_(order.ahead),
        sitting_(sit(service)) {}

  Task<void> run() {
    auto gathering = claim_bundles(host_, hospital_, sitting_->service(), order_,
                                   order_.records.size(), held_);
    co_await gathering;
    const SessionBounds bounds{order_.memory, kMaxMessage / 2};
    batch_ = records_a_session(order_.plan, gates_, order_.batch, bounds);
    for (std::size_t first = 0; first < order_.records.size(); first += batch_) {
      if (!ready_) {
        auto opening = open(*sitting_, records_from(first), order_.wait);
        Result<ReadySession> opened = co_await opening;
        ready_ = value_of(std::move(opened));
      }
      std::exception_ptr failed;
      auto step = run_ready(first);
      try {
        co_await step;
      } catch (...) {
        failed = std::current_exception();
      }
      if (!failed) continue;
      ahead_ = false;
      if (ready_) {  // its bundles are spent: what they are worth is not lost
        auto last = run_ready(first + batch_);
        try {
          co_await last;
        } catch (...) {  // the first error is the one to tell
        }
      }
      std::rethrow_exception(failed);
    }
  }

 private:
  std::unique_ptr<ServiceSessions> sit(Connection& service) const {
    return std::make_unique<ServiceSessions>(host_, hospital_, service, order_, gates_);
  }

  /// Records of the session that begins with this one: 0 behind the last.
  std::size_t records_from(std::size_t first) const {
    return std::min(batch_, order_.records.size() - std::min(first, order_.records.size()));
  }

  /// Opens a session of so many records on the hand's next bundles. Those that the service
  /// can't use are burned and replaced: nothing of a record has met them. Error: kBusy, the
  /// service has had no room for so long, and nothing is spent. Throws Failure otherwise.
  Task<Result<ReadySession>> open(ServiceSessions& sitting, std::size_t count,
                                  std::chrono::seconds wait) {
    const auto deadline = Clock::now() + wait;
    for (;;) {
      Proposal proposal;
      std::optional<Error> error;
      auto proposing = sitting.propose(hand_.next(count));
      try {
        proposal = co_await proposing;
      } catch (const Failure& failure) {
        error = failure.error();
      }
      if (error) {
        if (error->code != ErrorCode::kBusy) throw Failure(*error);
        if (Clock::now() >= deadline) co_return tl::unexpected<Error>(*error);
        auto pause = host_.sleep(kTryAgain);
        co_await pause;
        continue;
      }
      if (proposal.spent.empty()) {
        Ids ids = hand_.next(count);
        hand_.played(count);
        auto opening = sitting.open(proposal.session, std::move(ids));
        co_return co_await opening;
      }
      hospital_.settings.event_log->warning(
          "bundles-spent-elsewhere", {{"model", order_.model},
                                      {"service", hospital_.settings.service_name},
                                      {"key", to_hex(hospital_.settings.service.peer.key)},
                                      {"count", std::to_string(proposal.spent.size())}});
      auto burning = sitting.burn(proposal.spent, "the service can't use it");
      co_await burning;
      hand_.drop(proposal.spent);
      auto replacing = claim_bundles(host_, hospital_, sitting.service(), order_,
                                     proposal.spent.size(), held_);
      co_await replacing;
    }
  }

  /// The same over the second connection. None where that is not to be had, or the service has
  /// no room: nothing is spent, and sessions open in their own time from then on.
  Task<std::optional<ReadySession>> open_ahead(std::size_t count) {
    if (!other_) {
      auto meeting = connect_to_service_again(host_, hospital_);
      Connection* service = co_await meeting;
      if (service != nullptr) other_ = sit(*service);
    }
    if (other_) {
      auto opening = open(*other_, count, std::chrono::seconds(0));
      Result<ReadySession> opened = co_await opening;
      if (opened) co_return std::move(*opened);
    }
    ahead_ = false;
    co_return std::nullopt;
  }

  /// Runs the session that is ready, of the records from `first` on, and reports it. Leaves the
  /// next one ready, if that opened meanwhile.
  Task<void> run_ready(std::size_t first) {
    const auto began = Clock::now();
    const std::size_t next = records_from(first + batch_);
    std::optional<Host::Branch<std::optional<ReadySession>>> opening;
    if (next > 0 && ahead_ && timed_) opening.emplace(host_.branch(open_ahead(next)));
    // Whatever happens, the branch is waited for.
    std::exception_ptr failed;
    try {
      auto running = sitting_->run(std::move(*ready_), values_from(first));
      ready_.reset();
      const std::vector<Diagnosis> diagnoses = co_await running;
      value_of(order_.report(first, diagnoses));
    } catch (...) {
      failed = std::current_exception();
    }
    timed_ = true;
    if (Clock::now() - began >= kQuick) ahead_ = false;
    if (opening) {
      auto& branch = *opening;
      try {
        ready_ = co_await branch;
      } catch (...) {
        if (!failed) failed = std::current_exception();
      }
      if (ready_) std::swap(sitting_, other_);
    }
    if (failed) std::rethrow_exception(failed);
  }

  std::vector<std::int64_t> values_from(std::size_t first) const {
    std::vector<std::int64_t> values;
    for (std::size_t i = first; i < first + records_from(first); ++i) {
      values.insert(values.end(), order_.records[i].begin(), order_.records[i].end());
    }
    return values;
  }

  Host& host_;
  const HospitalContext& hospital_;
  const DiagnoseOrder& order_;
  const Gates gates_;
  Ids& held_;
  BundleQueue hand_;
  bool ahead_;          ///< whether sessions open ahead, once it is known how long they take
  bool timed_ = false;  ///< whether that is known
  std::size_t batch_ = 1;
  std::unique_ptr<ServiceSessions> sitting_;  ///< of the session that is ready, or opens next
  std::unique_ptr<ServiceSessions> other_;
  std::optional<ReadySession> ready_;
};

}  // namespace

Task<void> run_diagnose(Host& host, const HospitalContext& hospital,
                        const DiagnoseOrder& order) {
  auto meeting = connect_checked(host, hospital, hospital.settings.service);
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
  Sessions sessions(host, hospital, *service, order, held);
  auto running = sessions.run();
  try {
    co_await running;
  } catch (...) {
    error = current_error();
  }
  auto releasing =
      release_bundles(host, hospital, hospital.pool_of(order.plan), std::move(held));
  co_await releasing;
  if (error) throw Failure(*error);
}

}  // namespace medisc
