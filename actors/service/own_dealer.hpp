/// A service's business with its dealer.
#pragma once

#include "actors/conversation/process.hpp"
#include "actors/service/service_context.hpp"

namespace medisc {

/// Connects to the dealer, and tells it what was spent (conversation/rollback_check.hpp).
/// Throws Failure.
Task<Connection*> connect_to_dealer(Process& process, const ServiceContext& context);

/// Has the dealer know a model's plan. Throws Failure.
Task<void> register_plan(Connection& dealer, std::shared_ptr<const LoadedModel> model);

/// The sealed seed of a1 of the pool with this hospital, the plan registered first. Throws
/// Failure; kPeerUnavailable where the dealer can't be reached, since that is none of the
/// hospital's doing, nor of its bundles'.
Task<Bytes> fetch_mask(Process& process, const ServiceContext& context, PlanHash plan,
                       PublicKey hospital);

/// Fetches our halves of these bundles, and stores them; those that we hold are left out.
/// Throws Failure, as fetch_mask; kRefused where the dealer does not have them.
Task<void> fetch_halves(Process& process, const ServiceContext& context, PoolKey pool,
                        PlanHash plan, PublicKey hospital, Ids ids);

}  // namespace medisc
