/// A service's models, made known to its dealer.
#pragma once

#include <memory>

#include "actors/conversation/process.hpp"
#include "actors/service/service_context.hpp"

namespace medisc {

/// Registers the plans of the models that are served now, again and again until the dealer is
/// there; from then on tells it every now and then what was spent. Ends where other models take
/// their place, which are registered anew.
Task<void> register_models(Process& process, std::shared_ptr<ServiceContext> context);

}  // namespace medisc
