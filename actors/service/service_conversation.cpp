#include "actors/service/service_conversation.hpp"

#include <set>

#include "actors/conversation/rollback_check.hpp"
#include "actors/conversation/session_metrics.hpp"
#include "actors/conversation/session_record.hpp"
#include "messages/mask_tag.hpp"
#include "messages/refusal.hpp"
#include "messages/sealed_box.hpp"
#include "protocol/hospital.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

/// One hospital's requests, answered in order.
class HospitalHandler {
 public:
  HospitalHandler(Host& host, Connection& connection, ServiceContext& context, Peer peer)
      : host_(host),
        connection_(connection),
        context_(context),
        peer_(peer),
        pooled_(host, *context.workers) {}

  Task<void> answer(Message request) {
    if (const auto* plan = std::get_if<PlanRequest>(&request)) {
      connection_.send(PlanOffer{plan->model, offer()->named(plan->model)->compiled.plan});
    } else if (const auto* weights = std::get_if<WeightsRequest>(&request)) {
      auto step = give_weights(weights->plan_hash);
      co_await step;
    } else if (const auto* prepare = std::get_if<Prepare>(&request)) {
      auto step = take_openings(*prepare);
      co_await step;
    } else if (const auto* open = std::get_if<OpenSession>(&request)) {
      auto step = run_session(*open);
      co_await step;
    } else if (const auto* standing = std::get_if<SpentReport>(&request)) {
      auto step = answer_spent(host_, connection_, context_.ledger, context_.settings.event_log,
                               peer_, *standing);
      co_await step;
      stands_ = true;
    } else if (std::holds_alternative<Ping>(request)) {
      connection_.send(Pong{});
    } else {
      throw Failure({ErrorCode::kProtocol,
                     std::string("a service does not answer a ") + message_name(request), ""});
    }
  }

 private:
  Task<void> give_weights(PlanHash hash) {
    const auto model = offer()->with_plan(hash);
    const PoolKey pool = pool_of(hash);
    auto looked = host_.ask<Bytes>(context_.ledger, FindPoolSecret{pool});
    Bytes sealed = value_of(co_await looked);
    const bool fresh = sealed.empty();
    if (fresh) {
      auto fetched = fetch_mask(hash);
      sealed = co_await fetched;
    }
    const Seed seed = open_mask(hash, sealed);
    if (fresh) {  // kept once it is known to open
      auto kept = host_.ask<void>(context_.ledger, PutPoolSecret{pool, std::move(sealed)});
      const Result<void> first = co_await kept;
      // Another conversation may have kept the same seed just now, sealed anew.
      if (!first && first.error().code != ErrorCode::kRefused) throw Failure(first.error());
    }
    MaskedWeights answer{hash, {}, mask_tag(seed)};
    auto masking = work(&pooled_, masking_cost(model->gates), [&](Workers& workers) {
      answer.words = model->runner->masked_weights(seed, workers);
    });
    co_await masking;
    connection_.send(answer);
  }

  Seed open_mask(const PlanHash& hash, const Bytes& sealed) const {
    Bytes mask = value_of(open_sealed(*context_.settings.identity, mask_id(hash, peer_.key),
                                      Role::kService, sealed));
    if (mask.size() != Seed::kBytes) {
      throw Failure({ErrorCode::kProtocol, "the dealer's weight mask is not a seed", ""});
    }
    const Seed seed(std::span<const std::uint8_t, Seed::kBytes>(mask.data(), Seed::kBytes));
    wipe(mask);
    return seed;
  }

  Task<Bytes> fetch_mask(PlanHash hash) {
    auto meeting = meet_dealer();
    Connection* dealer = co_await meeting;
    const HangUp hang_up(dealer);
    auto registered = register_plan(*dealer, offer()->with_plan(hash));
    co_await registered;
    auto granted = request<MaskGrant>(*dealer, MaskRequest{hash, peer_.key});
    MaskGrant grant = co_await granted;
    co_return std::move(grant.sealed);
  }

  Task<void> take_openings(const Prepare& prepare) {
    const auto model = offer()->with_plan(prepare.plan_hash);
    const PoolKey pool = pool_of(prepare.plan_hash);
    Ids ids;
    std::vector<PreparedOpenings> openings;
    for (const OfflineOpenings& bundle : prepare.bundles) {
      if (bundle.openings.size() != openings_bytes(model->gates)) {
        throw Failure({ErrorCode::kProtocol,
                       "the openings of bundle " + to_hex(bundle.id) + " have " +
                           std::to_string(bundle.openings.size()) +
                           " bytes; the plan asks for " +
                           std::to_string(openings_bytes(model->gates)),
                       ""});
      }
      ids.push_back(to_hex(bundle.id));
      openings.push_back({ids.back(), bundle.openings});
    }
    auto fetched = fetch_halves(prepare.plan_hash, ids);
    co_await fetched;
    auto stored = host_.ask<void>(context_.ledger, PutPrepared{pool, std::move(openings)});
    value_of(co_await stored);
    Prepared answer;
    for (const OfflineOpenings& bundle : prepare.bundles) answer.ids.push_back(bundle.id);
    EventLog::Fields about = connection_.peer();
    about.emplace_back("model", model->label());
    about.emplace_back("count", std::to_string(answer.ids.size()));
    context_.settings.event_log->info("bundles-prepared", about);
    context_.settings.metrics->add(metric::kBundlesPrepared,
                                   {{"model", model->label()}, {"hospital", peer_name()}},
                                   static_cast<double>(answer.ids.size()));
    connection_.send(answer);
  }

  /// Our halves of those ids that we do not hold yet.
  Task<void> fetch_halves(PlanHash hash, Ids ids) {
    const PoolKey pool = pool_of(hash);
    auto looked = host_.ask<Ids>(context_.ledger, FindMissing{pool, std::move(ids)});
    const Ids missing = value_of(co_await looked);
    if (missing.empty()) co_return;

    auto meeting = meet_dealer();
    Connection* dealer = co_await meeting;
    const HangUp hang_up(dealer);
    std::set<BundleId> wanted;
    for (const std::string& id : missing) {
      wanted.insert(value_of(from_hex<BundleId>(id, "bundle id")));
    }
    while (!wanted.empty()) {
      BundleRequest message{hash, peer_.key, 0, {wanted.begin(), wanted.end()}};
      auto granted = request<BundleGrant>(*dealer, std::move(message));
      BundleGrant grant = co_await granted;
      BundleReceipt receipt{hash, peer_.key, {}};
      for (const SealedHalf& half : grant.halves) {
        if (wanted.erase(half.id) != 0) receipt.ids.push_back(half.id);
      }
      if (receipt.ids.empty() || receipt.ids.size() != grant.halves.size()) {
        throw Failure({ErrorCode::kRefused,
                       "the dealer does not have " + std::to_string(wanted.size()) +
                           " of the bundles that the hospital prepared",
                       ""});
      }
      auto deposited = host_.ask<Ids>(context_.ledger, Deposit{pool, std::move(grant.halves)});
      value_of(co_await deposited);
      auto acknowledged = request<ReceiptTaken>(*dealer, std::move(receipt));
      co_await acknowledged;
    }
  }

  Task<void> run_session(const OpenSession& open) {
    const auto started = Connection::Clock::now();
    if (!stands_) {
      throw Failure({ErrorCode::kProtocol, "a session needs a standing before it", ""});
    }
    auto witnessing = context_.witness.wait(host_);
    co_await witnessing;
    const auto model = offer()->with_plan(open.plan_hash);
    const PoolKey pool = pool_of(open.plan_hash);
    std::optional<Error> busy;
    std::optional<SessionGate::Place> place;
    auto entering = context_.gate.enter(host_, peer_.key);
    try {
      place.emplace(co_await entering);
    } catch (const Failure& failure) {
      busy = failure.error();
    }
    if (busy) co_return refuse(*busy);
    if (connection_.closed()) co_return;  // it did not wait as long
    Ids ids;
    for (const BundleId& id : open.ids) ids.push_back(to_hex(id));
    auto looking = host_.ask<Ids>(context_.ledger, FindUnprepared{pool, ids});
    const Ids spent = value_of(co_await looking);
    if (!spent.empty()) {
      BundlesSpent answer;
      for (const std::string& id : spent) {
        answer.ids.push_back(value_of(from_hex<BundleId>(id, "bundle id")));
      }
      EventLog::Fields about = connection_.peer();
      about.emplace_back("model", model->label());
      about.emplace_back("count", std::to_string(spent.size()));
      context_.settings.event_log->warning("bundles-not-here", about);
      connection_.send(answer);
      co_return;
    }
    if (const auto fits = context_.rate.take(peer_.key, ids.size()); !fits) {
      co_return refuse(fits.error());
    }
    const SessionId session = fresh_session_id();
    SessionStart start{to_hex(session),   "service",
                       model->label(),    to_hex(open.plan_hash),
                       to_hex(peer_.key), static_cast<std::int64_t>(ids.size())};
    // From here on the bundles are spent, whatever happens; the hospital spends its halves at
    // the same time.
    connection_.send(SessionAccepted{session});
    auto consuming = host_.ask<ConsumedBundles>(context_.ledger, Consume{pool, ids, start});
    const ConsumedBundles consumed = value_of(co_await consuming);
    std::optional<Error> error;
    SessionEnd end;
    try {
      std::unique_ptr<ServiceSession> runner;
      auto opening =
          work(&pooled_, opening_cost(model->gates, consumed.size()), [&](Workers& workers) {
            runner = value_of(model->runner->open_session(opened(*model, consumed), workers));
          });
      co_await opening;
      connection_.send(SessionOpened{session});
      SessionLink link(connection_, &pooled_);
      auto serving = runner->serve(link);
      co_await serving;
      end = session_end(link, Party::kService, model->compiled.plan,
                        Connection::Clock::now() - started);
    } catch (...) {
      error = current_error();
    }
    if (error) end.error = render(*error);
    count_session(*context_.settings.metrics, start, peer_name(), end);
    auto ended = host_.ask<void>(context_.ledger, EndSession{start.id, end});
    const Result<void> kept = co_await ended;
    if (!kept) {  // the result is paid for, and worth more than its statistics
      context_.settings.event_log->warning(
          "session-not-recorded", {{"session", start.id}, {"error", render(kept.error())}});
    }
    EventLog::Fields about{{"session", start.id}, {"model", model->label()}};
    about.insert(about.end(), connection_.peer().begin(), connection_.peer().end());
    about.emplace_back("records", std::to_string(ids.size()));
    if (error) {
      about.emplace_back("error", *end.error);
      context_.settings.event_log->warning("session-failed", about);
      throw Failure(*error);
    }
    about.emplace_back("online_us", std::to_string(end.costs.online_us));
    context_.settings.event_log->info("session-done", about);
  }

  /// Nothing is spent, and the hospital may ask again.
  void refuse(const Error& error) {
    EventLog::Fields about = connection_.peer();
    about.emplace_back("error", render(error));
    context_.settings.event_log->warning("service-busy", about);
    context_.settings.metrics->add(metric::kRefusals, {{"error", error_id(error.code)}});
    connection_.send(to_refusal(error));
  }

  std::vector<ServiceBundle> opened(const LoadedModel& model, const ConsumedBundles& consumed) {
    Opener opener(*context_.settings.identity);
    std::vector<ServiceBundle> bundles;
    for (const ConsumedBundle& bundle : consumed) {
      const BundleId id = value_of(from_hex<BundleId>(bundle.id, "bundle id"));
      Bytes half = value_of(opener.open(id, Role::kService, bundle.half));
      bundles.push_back({value_of(unpack_service_half(half, model.gates)), bundle.openings});
      wipe(half);
    }
    return bundles;
  }

  /// What keeps us from our dealer is none of the hospital's doing, nor of its bundles'.
  Task<Connection*> meet_dealer() {
    std::optional<Error> error;
    auto meeting = connect_to_dealer(host_, context_);
    try {
      co_return co_await meeting;
    } catch (const Failure& failure) {
      error = failure.error();
    }
    error->code = ErrorCode::kPeerUnavailable;
    error->context = "the service can't meet the dealer: " + error->context;
    throw Failure(*error);
  }

  static Task<void> register_plan(Connection& dealer,
                                  std::shared_ptr<const LoadedModel> model) {
    auto registering =
        request<PlanRegistered>(dealer, RegisterPlan{model->label(), model->compiled.plan});
    co_await registering;
  }

  std::shared_ptr<const ModelSet> offer() const { return context_.offer.get(); }

  std::string peer_name() const { return context_.settings.peer_name(to_hex(peer_.key)); }

  PoolKey pool_of(const PlanHash& hash) const {
    return {to_hex(hash), to_hex(peer_.key), to_hex(context_.settings.identity->public_key())};
  }

  Host& host_;
  Connection& connection_;
  ServiceContext& context_;
  Peer peer_;
  PooledWork pooled_;
  bool stands_ = false;  ///< the hospital has told how it stands with us
};

}  // namespace

Task<void> serve_hospital(Host& host, Connection& connection, ServiceContext& context) {
  auto greeting = accept_peer(connection, context.self(), context.settings.is_registered);
  const Peer peer = co_await greeting;
  connection.set_patience(context.settings.silence);
  connection.set_peer(peer_fields(context.settings.peer_name, peer));
  EventLog::Fields met = connection.peer();
  met.emplace_back("channel", connection.encrypted() ? "tls" : "plain");
  context.settings.event_log->info("peer-met", met);
  HospitalHandler desk(host, connection, context, peer);
  for (;;) {
    auto arrival = next_request(connection);
    std::optional<Message> message = co_await arrival;
    if (!message) co_return;
    expect_still_registered(context.settings.is_registered, peer);
    auto answering = desk.answer(std::move(*message));
    co_await answering;
  }
}

}  // namespace medisc
