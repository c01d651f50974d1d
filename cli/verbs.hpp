/// The verbs: each does its work, prints its result on standard output, and returns its error.
#pragma once

#include "cli/arguments.hpp"

namespace medisc {

Result<void> run(const KeygenArguments& arguments);
Result<void> run(const ConfigCheckArguments& arguments);
Result<void> run(const ConfigShowArguments& arguments);
Result<void> run(const PlanArguments& arguments);
Result<void> run(const ReferenceArguments& arguments);
Result<void> run(const ModelInitArguments& arguments);
Result<void> run(const DealerRunArguments& arguments);
Result<void> run(const DealerFillArguments& arguments);
Result<void> run(const ServiceRunArguments& arguments);
Result<void> run(const HospitalRunArguments& arguments);
Result<void> run(const PrepareArguments& arguments);
Result<void> run(const DiagnoseArguments& arguments);
Result<void> run(const EvaluateArguments& arguments);
Result<void> run(const BenchArguments& arguments);
Result<void> run(const StatsArguments& arguments);
Result<void> run(const ResultsArguments& arguments);
Result<void> run(const AuditArguments& arguments);
Result<void> run(const GatewayRunArguments& arguments);
Result<void> run(const TokenArguments& arguments);

}  // namespace medisc
