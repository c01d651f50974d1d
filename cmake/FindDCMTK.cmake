# DCMTK's own configuration wants all of its libraries, and what those were built with. Finds the
# few that read images, the one that writes reports, and those that speak DICOM over a network.
# Targets: DCMTK::image, DCMTK::report, DCMTK::network.
find_path(DCMTK_INCLUDE_DIR dcmtk/dcmdata/dctk.h)
set(DCMTK_COMPONENT_LIBRARIES)
foreach(component dcmjpls dcmjpeg dcmdata oflog ofstd)
  find_library(DCMTK_${component}_LIBRARY ${component})
  list(APPEND DCMTK_COMPONENT_LIBRARIES ${DCMTK_${component}_LIBRARY})
endforeach()

find_library(DCMTK_dcmsr_LIBRARY dcmsr)
find_library(DCMTK_dcmnet_LIBRARY dcmnet)
find_library(DCMTK_dcmtls_LIBRARY dcmtls)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DCMTK
  REQUIRED_VARS DCMTK_INCLUDE_DIR DCMTK_dcmjpls_LIBRARY DCMTK_dcmjpeg_LIBRARY
    DCMTK_dcmdata_LIBRARY DCMTK_oflog_LIBRARY DCMTK_ofstd_LIBRARY DCMTK_dcmsr_LIBRARY
    DCMTK_dcmnet_LIBRARY DCMTK_dcmtls_LIBRARY)

if(DCMTK_FOUND AND NOT TARGET DCMTK::image)
  add_library(DCMTK::image INTERFACE IMPORTED)
  set_target_properties(DCMTK::image PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${DCMTK_INCLUDE_DIR}
    INTERFACE_LINK_LIBRARIES "${DCMTK_COMPONENT_LIBRARIES}")
  add_library(DCMTK::report INTERFACE IMPORTED)
  set_target_properties(DCMTK::report PROPERTIES
    INTERFACE_LINK_LIBRARIES "${DCMTK_dcmsr_LIBRARY};DCMTK::image")
  add_library(DCMTK::network INTERFACE IMPORTED)
  set_target_properties(DCMTK::network PROPERTIES
    INTERFACE_LINK_LIBRARIES "${DCMTK_dcmtls_LIBRARY};${DCMTK_dcmnet_LIBRARY};DCMTK::image")
endif()
