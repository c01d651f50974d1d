/// Records of `medisc bench` as an order to diagnose.
#pragma once

#include "actors/hospital/orders.hpp"
#include "cli/arguments.hpp"
#include "cli/bench_inputs.hpp"
#include "cli/local_site.hpp"

namespace medisc {

/// `count` of `inputs.records`, taken in turns from number `first` on. Each session is handed
/// to `report`, then held against its references: kInternal where a result differs. What is
/// given must outlive the order.
DiagnoseOrder bench_order(const BenchArguments& arguments, const BenchInputs& inputs,
                          const LocalSite& site, std::size_t first, std::size_t count,
                          DiagnosisReport report);

}  // namespace medisc
