#include "actors/conversation/attempt.hpp"
#include "actors/conversation/session_material.hpp"
#include "actors/conversation/session_metrics.hpp"
#include "actors/conversation/session_record.hpp"
#include "actors/service/hospital_requests.hpp"
#include "messages/refusal.hpp"
#include "messages/sealed_box.hpp"
#include "protocol/session_size.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

/// One session: admitted, checked, its bundles spent, served, recorded.
class ServedSession {
 public:
  ServedSession(ConnectedHospital& hospital, const OpenSession& open)
      : hospital_(hospital),
        settings_(hospital.context.settings),
        open_(open),
        asked_(hospital.process.now()) {
    for (const BundleId& id : open.ids) ids_.push_back(to_hex(id));
  }

  Task<void> run() {
    const std::optional<SessionGate::Place> place = co_await admit();
    if (!place) co_return;
    const bool usable = co_await check();
    if (!usable) co_return;
    ConsumedBundles bundles = co_await spend();
    SessionEnd end;
    const Result<void> served = co_await attempt(serve(std::move(bundles), end));
    if (!served) end.error = render(served.error());
    co_await record(end);
    value_of(served);
  }

 private:
  /// Waits for a place among the sessions that run; none where there is no room, or the
  /// hospital did not wait as long.
  Task<std::optional<SessionGate::Place>> admit() {
    if (!hospital_.has_reported) {
      throw Failure(
          {ErrorCode::kProtocol, "a session needs a report of what was spent before it", ""});
    }
    co_await hospital_.context.dealer_checked.wait(hospital_.process);
    model_ = hospital_.model_of(open_.plan_hash);
    const std::uint64_t bytes =
        session_bytes(model_->compiled.plan, model_->gates, ids_.size(), room());
    Result<SessionGate::Place> place = co_await attempt(
        hospital_.context.gate.enter(hospital_.process, hospital_.peer.key, bytes));
    if (!place) {
      if (place.error().code != ErrorCode::kBusy) throw Failure(place.error());
      refuse(place.error());
      co_return std::nullopt;
    }
    if (hospital_.connection.closed()) co_return std::nullopt;
    co_return std::move(*place);
  }

  /// Whether the bundles can be used, and the hospital has records left. It is told otherwise.
  Task<bool> check() {
    const Ids spent = value_of(co_await hospital_.process.ask<FindUnprepared>(pool(), ids_));
    if (!spent.empty()) {
      BundlesSpent answer;
      for (const std::string& id : spent) {
        answer.ids.push_back(value_of(from_hex<BundleId>(id, "bundle id")));
      }
      EventLog::Fields about = hospital_.fields();
      about.emplace_back("model", model_->label());
      about.emplace_back("count", std::to_string(spent.size()));
      settings_.event_log->warning("bundles-not-here", about);
      hospital_.connection.send(answer);
      co_return false;
    }
    if (const auto fits = hospital_.context.rate.take(hospital_.peer.key, ids_.size()); !fits) {
      refuse(fits.error());
      co_return false;
    }
    co_return true;
  }

  /// From here on the bundles are spent, whatever happens; the hospital spends its halves at
  /// the same time. No byte that depends on one is sent before this has returned.
  Task<ConsumedBundles> spend() {
    start_ = {to_hex(session_),
              "service",
              model_->label(),
              to_hex(open_.plan_hash),
              to_hex(hospital_.peer.key),
              static_cast<std::int64_t>(ids_.size())};
    hospital_.connection.send(SessionAccepted{session_});
    co_return value_of(co_await hospital_.process.ask<Consume>(pool(), ids_, start_));
  }

  /// `end` takes what the session has cost.
  Task<void> serve(ConsumedBundles bundles, SessionEnd& end) {
    std::vector<Seed> seeds = opened(bundles);
    SessionMaterial material(hospital_.process, std::move(bundles), seeds);
    const std::unique_ptr<WorkHost> opening_host = hospital_.process.work_host();
    std::unique_ptr<ServiceSession> session;
    auto making = work(hospital_.work_host.get(), opening_cost(model_->gates, seeds.size()),
                       [&](Workers& workers) {
                         session = model_->runner->make_session(seeds, room(), workers.width());
                       });
    co_await making;
    auto opening = hospital_.process.branch(session->open(material, opening_host.get()));
    const Result<void> served = co_await attempt(serve_opened(*session, end));
    session->end();
    co_await opening;
    value_of(served);
  }

  Task<void> serve_opened(ServiceSession& session, SessionEnd& end) {
    co_await session.filled();
    hospital_.connection.send(SessionOpened{session_});
    SessionLink link(hospital_.connection, hospital_.work_host.get());
    co_await session.serve(link);
    end = session_end(link, Party::kService, model_->compiled.plan,
                      hospital_.process.now() - asked_);
  }

  /// Puts the session's end into metrics, database and log.
  Task<void> record(const SessionEnd& end) {
    count_session(*settings_.metrics, start_, hospital_.name(), end);
    const Result<void> kept = co_await hospital_.process.ask<EndSession>(start_.id, end);
    if (!kept) {  // the result is paid for, and worth more than its statistics
      settings_.event_log->warning("session-not-recorded",
                                   {{"session", start_.id}, {"error", render(kept.error())}});
    }
    EventLog::Fields about{{"session", start_.id}, {"model", model_->label()}};
    const EventLog::Fields peer = hospital_.fields();
    about.insert(about.end(), peer.begin(), peer.end());
    about.emplace_back("records", std::to_string(ids_.size()));
    if (end.error) {
      about.emplace_back("error", *end.error);
      settings_.event_log->warning("session-failed", about);
    } else {
      about.emplace_back("online_us", std::to_string(end.costs.online_us));
      settings_.event_log->info("session-done", about);
    }
  }

  /// Nothing is spent, and the hospital may ask again.
  void refuse(const Error& error) {
    EventLog::Fields about = hospital_.fields();
    about.emplace_back("error", render(error));
    settings_.event_log->warning("service-busy", about);
    settings_.metrics->add(metric::kRefusals, {{"error", error_id(error.code)}});
    hospital_.connection.send(to_refusal(error));
  }

  std::vector<Seed> opened(const ConsumedBundles& consumed) const {
    Opener opener(*settings_.identity);
    std::vector<Seed> seeds;
    for (const ConsumedBundle& bundle : consumed) {
      const BundleId id = value_of(from_hex<BundleId>(bundle.id, "bundle id"));
      seeds.push_back(value_of(opener.open(id, Role::kService, bundle.half)));
    }
    return seeds;
  }

  std::uint64_t room() const { return gates_ahead(settings_.sessions.memory); }
  PoolKey pool() const { return hospital_.pool_of(open_.plan_hash); }

  ConnectedHospital& hospital_;
  const ServiceSettings& settings_;
  const OpenSession& open_;
  const SteadyTime asked_;
  const SessionId session_ = fresh_session_id();
  Ids ids_;
  std::shared_ptr<const LoadedModel> model_;  ///< it keeps this one, whatever is served next
  SessionStart start_;
};

}  // namespace

Task<void> serve_session(ConnectedHospital& hospital, const OpenSession& open) {
  ServedSession session(hospital, open);
  co_await session.run();
}

}  // namespace medisc
