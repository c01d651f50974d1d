/// Where a result came from, for objects that are kept with the patient's images.
#pragma once

#include <cstdint>
#include <string>

#include "plan/plan.hpp"

namespace medisc {

struct ReportFacts {
  std::string service;  ///< as the configuration calls it
  PlanHash plan_hash{};
  std::string request;      ///< its id
  std::uint32_t place = 0;  ///< of the record in the request
  std::string session;
  std::string record;   ///< the record's name at the hospital
  std::string made_at;  ///< UTC, "2026-11-30T22:00:00Z", or with a fraction
  std::string release;  ///< of MediSC
};

}  // namespace medisc
