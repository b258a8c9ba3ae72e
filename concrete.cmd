@echo off
rem The command line of Concrete Score on Windows; see the file "concrete".
rem Builds on first use only: after a change run "mvn -DskipTests -pl concrete-examples -am package".
setlocal
set "root=%~dp0"
set "examples=%root%concrete-examples\target"
if not exist "%examples%\classpath.txt" (
  echo concrete: building ^(the first time takes a few minutes^) 1>&2
  pushd "%root%"
  call mvn -q -B -Dstyle.color=never -DskipTests -pl concrete-examples -am package 1>&2
  if errorlevel 1 (
    popd
    echo concrete: the build failed 1>&2
    exit /b 1
  )
  popd
)
for /f "usebackq delims=" %%c in ("%examples%\classpath.txt") do set "dependencies=%%c"
rem JDK 24 and later warn otherwise; older ones pass over the options.
set "warnings=-XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
java %warnings% -XX:+UseParallelGC %CONCRETE_JAVA_OPTS% -cp "%examples%\classes;%dependencies%" org.concretescore.examples.Concrete %*
exit /b %errorlevel%
