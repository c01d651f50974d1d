#include "actors/service/service.hpp"

#include "actors/conversation/actor_errors.hpp"
#include "actors/conversation/dialer.hpp"
#include "actors/conversation/rollback_check.hpp"
#include "actors/ledger/party_ledger.hpp"
#include "actors/service/service_conversation.hpp"
#include "messages/frame.hpp"

namespace medisc {
namespace {

/// Between two attempts to reach a dealer that is not there yet.
constexpr std::chrono::milliseconds kRegisterAgain{5'000};

/// Between two looks at what was spent, and whether the dealer knows.
constexpr std::chrono::milliseconds kTellAgain{10'000};

struct RegistrationState {
  std::unique_ptr<Host> host;
};

using RegistrationBroker = StatefulBroker<RegistrationState>;

Task<void> register_models(Host& host, ServiceContext& context, const ModelSet& offer) {
  auto meeting = connect_to_dealer(host, context);
  Connection* dealer = co_await meeting;
  const HangUp hang_up(dealer);
  context.witness.settle();
  for (const auto& model : offer.models()) {
    auto registering =
        request<PlanRegistered>(*dealer, RegisterPlan{model->label(), model->compiled.plan});
    co_await registering;
    context.settings.event_log->info(
        "plan-registered", {{"model", model->label()}, {"plan", to_hex(model->hash)}});
  }
}

/// What we have spent with all hospitals.
Task<std::uint64_t> spent_so_far(Host& host, const ServiceContext& context) {
  auto asked = host.ask<OwnSpent>(context.ledger,
                                  ExchangeSpent{context.settings.dealer.peer, std::nullopt});
  const OwnSpent own = value_of(co_await asked);
  co_return own.standing.own;
}

Task<void> tell_dealer(Host& host, const ServiceContext& context) {
  auto meeting = connect_to_dealer(host, context);
  Connection* dealer = co_await meeting;
  const HangUp hang_up(dealer);
}

/// Tells the dealer every now and then what was spent since, for as long as the offer stands:
/// it may be the only one who remembers (storage/old_copy.hpp).
Task<void> keep_dealer_informed(Host& host, std::shared_ptr<ServiceContext> context) {
  const auto offer = context->offer.get();
  std::uint64_t told = 0;
  while (offer == context->offer.get()) {
    auto counting = spent_so_far(host, *context);
    auto telling = tell_dealer(host, *context);
    try {
      const std::uint64_t spent = co_await counting;
      if (spent != told) {
        co_await telling;
        told = spent;
      }
    } catch (const Failure& failure) {
      context->settings.event_log->debug("dealer-not-told",
                                         {{"error", render(failure.error())}});
    }
    auto pause = host.sleep(kTellAgain);
    co_await pause;
  }
}

/// Ends early where another offer has taken this one's place, which registers its own.
Task<void> register_until_done(Host& host, std::shared_ptr<ServiceContext> context) {
  const auto offer = context->offer.get();
  while (offer == context->offer.get()) {
    std::optional<Error> error;
    auto attempt = register_models(host, *context, *offer);
    try {
      co_await attempt;
    } catch (const Failure& failure) {
      error = failure.error();
    }
    if (!error) {
      auto informing = keep_dealer_informed(host, context);
      co_await informing;
      co_return;
    }
    context->witness.settle();
    context->settings.event_log->warning("dealer-unavailable", {{"error", render(*error)}});
    auto pause = host.sleep(kRegisterAgain);
    co_await pause;
  }
}

caf::behavior registration(RegistrationBroker* self,
                           const std::shared_ptr<ServiceContext>& context) {
  self->state.host = std::make_unique<Host>(self);
  return self->state.host->run(register_until_done(*self->state.host, context),
                               [](const std::optional<Error>&) {});
}

/// A hospital gets its masked weights in one message.
Result<void> expect_sendable(const LoadedModel& model) {
  std::uint64_t bits = 0;
  for (const Gate& gate : model.gates) {
    if (const auto* linear = std::get_if<LinearGate>(&gate)) {
      bits += linear->weights * linear->width;
    }
  }
  if (bits / 8 < kMaxMessage / 2) return {};
  return fail(ErrorCode::kUnsupported, "model '" + model.name + "' has masked weights of " +
                                           std::to_string(bits / 8'000'000) +
                                           " MB; a message holds " +
                                           std::to_string(kMaxMessage / 2'000'000) + " MB");
}

/// Every plan has its row before a pool of it can be asked for.
Result<void> store_plans(caf::actor_system& system, const ServiceContext& context,
                         const LoadedModels& models) {
  const std::string own_key = to_hex(context.settings.identity->public_key());
  caf::scoped_actor self{system};
  for (const auto& model : models) {
    if (auto fits = expect_sendable(*model); !fits) return fits;
    Result<void> stored;
    self->request(context.ledger, caf::infinite,
                  PutPlan{model->label(), own_key, model->compiled.plan})
        .receive(
            [] {},
            [&](const caf::error& error) { stored = tl::unexpected<Error>(from_caf(error)); });
    if (!stored) return stored;
  }
  return {};
}

}  // namespace

Task<Connection*> connect_to_dealer(Host& host, const ServiceContext& context) {
  return connect_checked(host, context.dialer, context.self(), context.settings.dealer,
                         context.settings.patience, context.ledger, context.settings.event_log);
}

Result<RunningService> start_service(caf::actor_system& system, const ServiceSettings& settings,
                                     std::unique_ptr<Store> store) {
  auto context = std::make_shared<ServiceContext>(
      settings, spawn_party_ledger(system, std::move(store), Owner::kService),
      spawn_dialer(system));
  const std::vector<caf::actor> helper_actors = {caf::actor_cast<caf::actor>(context->ledger),
                                                 caf::actor_cast<caf::actor>(context->dialer)};
  auto stored = store_plans(system, *context, settings.models);
  auto listener = stored ? listen(
                               system, settings.listen,
                               [context](Host& host, Connection& connection) {
                                 return serve_hospital(host, connection, *context);
                               },
                               settings.event_log, settings.channels, settings.metrics)
                         : tl::unexpected<Error>(stored.error());
  if (!listener) {
    for (const caf::actor& actor : helper_actors) {
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    }
    return tl::unexpected<Error>(listener.error());
  }
  listener->helper_actors = helper_actors;
  listener->helper_actors.insert(listener->helper_actors.begin(),
                                 system.middleman().spawn_broker(registration, context));
  return RunningService{std::move(*listener), std::move(context)};
}

Result<void> replace_models(caf::actor_system& system, RunningService& service,
                            LoadedModels models) {
  if (auto stored = store_plans(system, *service.context, models); !stored) return stored;
  service.context->offer.replace(std::move(models));
  service.listener.helper_actors.insert(
      service.listener.helper_actors.begin(),
      system.middleman().spawn_broker(registration, service.context));
  return {};
}

}  // namespace medisc
