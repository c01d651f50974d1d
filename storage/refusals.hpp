/// The checks and refusals that every store makes in the same words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"
#include "storage/rows.hpp"

namespace medisc {

Error unknown_pool(PoolId pool);
Error unknown_plan(const std::string& hash);
Error other_plan_bytes(const std::string& hash);
/// Whether both services are known, and differ.
bool is_another_service(const std::string& known, const std::string& service);
Error other_plan_service(const std::string& hash);
Error other_mask(PoolId pool);
Error other_weights(PoolId pool);
Error weights_out_of_order(PoolId pool);
Error weights_not_whole(PoolId pool);
Error weights_gone(PoolId pool);

Error unknown_bundle(const std::string& id);
Error bundle_exists(const std::string& id, BundleState state);
/// `wanted`: the states that would do, for reading.
Error wrong_state(const std::string& id, BundleState found, std::string_view wanted);
Error half_missing(const std::string& id);
Error held_elsewhere(const std::string& id);
Error other_openings(const std::string& id);
/// Chunks that don't follow those that are there, or are of another number.
Error chunks_out_of_order(const std::string& id);
/// A session asks for chunks that are not there any more.
Error chunks_gone(const std::string& id);

Error session_exists(const std::string& id);
Error session_not_running(const std::string& id);

Error request_exists(const std::string& id);
Error request_not_running(const std::string& id);
Error request_not_ended(const std::string& id);
/// Or its request is unknown.
Error result_exists(const std::string& request, std::int64_t place);

/// Errors: kRefused naming an id that is listed twice.
Result<void> check_distinct(const std::vector<std::string>& ids);
Result<void> check_distinct(const std::vector<PreparedOpenings>& prepared);
/// Errors: those of Pools::add that the list alone tells.
Result<void> check_new_bundles(const std::vector<NewBundle>& bundles, BundleState state);
/// Errors: kStorage naming a step that is listed twice.
Result<void> check_steps(const std::string& session_id, const std::vector<LayerCosts>& layers);

}  // namespace medisc
