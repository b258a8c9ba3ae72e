@echo off
rem The command line of Concrete Score on Windows; see the file "concrete".
rem Builds on first use only: after a change run "mvn -DskipTests -pl concrete-examples -am package".
setlocal
set "root=%~dp0"
set "examples=%root%concrete-examples\target"
if defined JAVA_HOME (
  if not exist "%JAVA_HOME%\bin\java.exe" (
    echo concrete: JAVA_HOME is "%JAVA_HOME%", where there is no bin\java.exe: set it to the folder of a JDK, or unset it 1>&2
    exit /b 1
  )
  set "java=%JAVA_HOME%\bin\java.exe"
) else (
  where /q java || (
    echo concrete: there is no java: install a JDK of version 17 or later, or set JAVA_HOME to its folder 1>&2
    exit /b 1
  )
  set "java=java"
)
rem The line is: openjdk version "17.0.12" 2024-07-16; before version 9 it was 1.8.0. What is not understood is let through.
set "version="
set "feature=17"
for /f "tokens=3" %%v in ('call "%java%" -version 2^>^&1') do if not defined version set "version=%%~v"
for /f "tokens=1 delims=.-+" %%f in ("%version%") do set /a feature=%%f 2>nul
if %feature% lss 17 (
  echo concrete: java 17 or later is needed, and "%java%" is version %version%: set JAVA_HOME to the folder of a later JDK 1>&2
  exit /b 1
)
if not exist "%examples%\classpath.txt" (
  where /q mvn || (
    echo concrete: there is no mvn, which is needed to build: install Apache Maven 3.6 or later 1>&2
    exit /b 1
  )
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
"%java%" %warnings% -XX:+UseParallelGC %CONCRETE_JAVA_OPTS% -cp "%examples%\classes;%dependencies%" org.concretescore.examples.Main %*
exit /b %errorlevel%
