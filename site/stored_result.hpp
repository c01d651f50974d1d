/// Results as the ledger finds them, as those who ask for them see them.
#pragma once

#include <functional>
#include <string>

#include "actors/contract.hpp"
#include "jobs/message.hpp"
#include "results/site_keys.hpp"

namespace medisc {

/// What to look for in the database.
ResultQuery query_of(const ResultsQuestion& question, const SiteKeys& keys);

/// `service_name`: of a public key. Errors: kStorage where a row makes no sense.
Result<StoredResults> stored_results(
    FoundResults found, const std::function<std::string(const std::string&)>& service_name);

}  // namespace medisc
