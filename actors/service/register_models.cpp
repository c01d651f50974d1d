#include "actors/service/register_models.hpp"

#include "actors/conversation/attempt.hpp"
#include "actors/service/own_dealer.hpp"

namespace medisc {
namespace {

/// Between two attempts to reach a dealer that is not there yet.
constexpr std::chrono::milliseconds kRegisterAgain{5'000};

/// Between two looks at what was spent, and whether the dealer knows.
constexpr std::chrono::milliseconds kTellAgain{10'000};

Task<void> register_all(Process& process, ServiceContext& context, const ModelSet& models) {
  Connection* dealer = co_await connect_to_dealer(process, context);
  const HangUp hang_up(dealer);
  context.dealer_checked.settle();
  for (const auto& model : models.models()) {
    co_await register_plan(*dealer, model);
    context.settings.event_log->info(
        "plan-registered", {{"model", model->label()}, {"plan", to_hex(model->hash)}});
  }
}

/// Connecting tells it (conversation/rollback_check.hpp), unless it knows: nothing was spent
/// since `told`.
Task<void> tell_dealer(Process& process, const ServiceContext& context, std::uint64_t& told) {
  const OwnSpent own =
      value_of(co_await process.ask<ExchangeSpent>(context.settings.dealer.peer, std::nullopt));
  if (own.report.own == told) co_return;
  Connection* dealer = co_await connect_to_dealer(process, context);
  const HangUp hang_up(dealer);
  told = own.report.own;
}

}  // namespace

Task<void> register_models(Process& process, std::shared_ptr<ServiceContext> context) {
  const auto models = context->models.get();
  EventLog& event_log = *context->settings.event_log;
  bool registered = false;
  std::uint64_t told = 0;
  while (models == context->models.get()) {
    if (!registered) {
      const Result<void> known = co_await attempt(register_all(process, *context, *models));
      if (!known) {
        context->dealer_checked.settle();
        event_log.warning("dealer-unavailable", {{"error", render(known.error())}});
        co_await process.sleep(kRegisterAgain);
        continue;
      }
      registered = true;
    }
    // The dealer may be the only one who remembers what was spent (storage/old_copy.hpp).
    const Result<void> informed = co_await attempt(tell_dealer(process, *context, told));
    if (!informed) event_log.debug("dealer-not-told", {{"error", render(informed.error())}});
    co_await process.sleep(kTellAgain);
  }
}

}  // namespace medisc
