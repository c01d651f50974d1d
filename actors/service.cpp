#include "actors/service.hpp"

#include "actors/dialer.hpp"
#include "actors/party_ledger.hpp"
#include "actors/service_conversation.hpp"
#include "messages/plan_codec.hpp"

namespace medisc {
namespace {

/// Between two attempts to reach a dealer that is not there yet.
constexpr std::chrono::milliseconds kRegisterAgain{5'000};

struct RegistrationState {
  std::unique_ptr<Host> host;
};

using RegistrationBroker = caf::stateful_actor<RegistrationState, caf::io::broker>;

Task<void> register_models(Host& host, const ServiceContext& context) {
  auto meeting = meet(host, context.dialer, context.self(), context.settings.dealer,
                      context.settings.patience);
  Connection* dealer = co_await meeting;
  for (const auto& model : context.settings.models) {
    auto registering =
        request<PlanRegistered>(*dealer, RegisterPlan{model->name, model->compiled.plan});
    co_await registering;
    context.settings.journal->info("plan-registered",
                                   {{"model", model->name}, {"plan", to_hex(model->hash)}});
  }
}

Task<void> register_until_done(Host& host, std::shared_ptr<const ServiceContext> context) {
  for (;;) {
    std::optional<Error> error;
    auto attempt = register_models(host, *context);
    try {
      co_await attempt;
    } catch (const Failure& failure) {
      error = failure.error();
    }
    if (!error) co_return;
    context->settings.journal->warning("dealer-unavailable", {{"error", render(*error)}});
    auto pause = host.sleep(kRegisterAgain);
    co_await pause;
  }
}

caf::behavior registration(RegistrationBroker* self,
                           const std::shared_ptr<const ServiceContext>& context) {
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
  return fail(ErrorCode::kUnsupported,
              "model '" + model.name + "' has masked weights of " +
                  std::to_string(bits / 8'000'000) + " MB; a message holds " +
                  std::to_string(kMaxMessage / 2'000'000) + " MB");
}

Result<void> store_plans(Store& store, const ServiceSettings& settings) {
  for (const auto& model : settings.models) {
    if (auto fits = expect_sendable(*model); !fits) return fits;
    PlanRow row;
    row.hash = to_hex(model->hash);
    row.model = model->name;
    row.ring_bits = model->compiled.plan.ring_bits;
    row.encoded = encode_plan(model->compiled.plan);
    if (auto put = store.put_plan(row); !put) return put;
  }
  return {};
}

}  // namespace

LoadedModel::LoadedModel(std::string model_name, CompiledModel model)
    : name(std::move(model_name)),
      compiled(std::move(model)),
      hash(hash_of(compiled.plan)),
      gates(make_gates(compiled.plan)),
      runner(make_service_model(compiled.plan, gates, compiled.weights)) {}

Result<Listener> start_service(caf::actor_system& system, const ServiceSettings& settings,
                               std::unique_ptr<Store> store) {
  if (auto stored = store_plans(*store, settings); !stored) {
    return tl::unexpected<Error>(stored.error());
  }
  auto context = std::make_shared<const ServiceContext>(
      ServiceContext{settings, spawn_party_ledger(system, std::move(store), Owner::kService),
                     spawn_dialer(system)});
  auto listener = listen(
      system, settings.listen,
      [context](Host& host, Connection& connection) {
        return serve_hospital(host, connection, *context);
      },
      settings.journal, settings.metrics);
  if (!listener) return listener;
  listener->staff = {system.middleman().spawn_broker(registration, context),
                     caf::actor_cast<caf::actor>(context->ledger),
                     caf::actor_cast<caf::actor>(context->dialer)};
  return listener;
}

}  // namespace medisc
